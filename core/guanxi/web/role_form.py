"""The form of a role: a matrix of permissions by scope, patterns, check lists of closed fields; the example of one's own form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guanxi.data.fields import Invalid
from guanxi.data.messages import translator
from guanxi.people.catalogue import Line, catalogue
from guanxi.people.resources import roles, user_roles
from guanxi.people.rights import SCOPE_NAMES, SCOPES, RoleRights
from guanxi.records.actor import Actor, Scope
from guanxi.records.resource import Resource
from guanxi.resources.forms import Input, RecordForm

_ = translator("guanxi")

SPARE = 3
Pairs = list[tuple[str, str]]


class GrantsInput(Input):
    """Scopes by permission: one row of radio buttons each, then rows for patterns."""

    template = "components/rights.html"

    def raw_from(self, formdata: Any) -> Any:
        """The exact ones that are not left to a pattern, and the patterns; a name that stands twice is refused."""
        self.exact, self.patterns = _typed(self.name, formdata)
        if whole := formdata.get(self.name, ""):
            return whole
        found = dict(self.exact)
        for text, scope in self.patterns:
            if text in found:
                raise Invalid(_("{name} stands here twice; keep one of them.", name=text))
            found[text] = scope or "none"
        return found

    def drawn(self) -> dict[str, Any]:
        """The rows by plugin and kind, each with what the patterns give it, then the patterns themselves."""
        exact, patterns = self._present()
        rights = RoleRights(0, "", {text: SCOPES[scope] for text, scope in patterns if scope in SCOPES})
        parts = catalogue(self.meta.actor.host, exact)
        return {
            "bare": True,
            "parts": [
                {"label": part.label, "kinds": [_kind(kind, exact, rights) for kind in part.kinds]}
                for part in parts
            ],
            "patterns": [*patterns, *[("", "none")] * SPARE],
            "scopes": [(name, SCOPE_NAMES[scope]) for name, scope in SCOPES.items()],
        }

    def _present(self) -> tuple[dict[str, str], Pairs]:
        if self.raw is not None or self.process_errors:
            return self.exact, self.patterns
        held: dict[str, str] = self.data or {}
        exact = {name: scope for name, scope in held.items() if "*" not in name}
        return exact, [(name, scope) for name, scope in held.items() if "*" in name]


class ClosedFieldsInput(Input):
    """Fields to close, by kind of record: one group of boxes each."""

    template = "components/closed_fields.html"

    def raw_from(self, formdata: Any) -> Any:
        """The ticked boxes by resource."""
        start = f"{self.name}:"
        self.ticked = {
            key.removeprefix(start): formdata.getlist(key) for key in formdata if key.startswith(start)
        }
        return formdata.get(self.name, "") or self.ticked

    def drawn(self) -> dict[str, Any]:
        """A group of boxes a resource, also for those that no enabled plugin knows."""
        present: dict[str, list[str]] = self.data or {} if self.raw is None else self.ticked
        actor: Actor = self.meta.actor
        known = [resource for resource in actor.host.resources.values() if resource.name != user_roles.name]
        groups = [_group(each.name, str(each.label), _fields(each, self.name), present) for each in known]
        others = [_group(name, name, [], present) for name in present if name not in actor.host.resources]
        return {"groups": [group for group in [*groups, *others] if group["options"]]}


class RoleForm(RecordForm):
    """The form of a role."""

    grants = GrantsInput(roles.by_name["grants"])
    hidden = ClosedFieldsInput(roles.by_name["hidden"])
    locked = ClosedFieldsInput(roles.by_name["locked"])


def _typed(name: str, formdata: Any) -> tuple[dict[str, str], Pairs]:
    own = (f"{name}:pattern", f"{name}:scope")
    exact = {
        key.removeprefix(f"{name}:"): formdata.get(key)
        for key in formdata
        if key.startswith(f"{name}:") and key not in own and formdata.get(key)
    }
    pairs = zip(formdata.getlist(own[0]), formdata.getlist(own[1]), strict=False)
    return exact, [(text.strip(), scope) for text, scope in pairs if text.strip()]


def _kind(kind: Any, exact: dict[str, str], patterns: RoleRights) -> dict[str, Any]:
    rows = [_row(line, exact.get(line.permission, ""), patterns) for line in kind.lines]
    return {"label": kind.label, "rows": rows, "icon": kind.resource.icon if kind.resource else ""}


def _row(line: Line, present: str, patterns: RoleRights) -> dict[str, Any]:
    pattern, given = patterns.pattern_for(line.permission), patterns.scope(line.permission)
    told = f"{pattern}: {SCOPE_NAMES[given]}" if pattern else str(SCOPE_NAMES[Scope.NONE])
    return {
        "permission": line.permission,
        "label": line.label,
        "value": present,
        "inherited": told,
        "options": list(_options(line, present, given)),
    }


def _options(line: Line, present: str, given: Scope) -> Iterator[dict[str, Any] | None]:
    """The five scopes in their columns; None where one means nothing for this permission."""
    yes_or_no = len(line.scopes) == 2
    for name, scope in SCOPES.items():
        if scope not in line.scopes and name != present:
            yield None
        else:
            label = _yes_or_no(scope) if yes_or_no and scope in line.scopes else SCOPE_NAMES[scope]
            yield {"value": name, "label": label, "given": _nearest(line, given) == scope}


def _nearest(line: Line, given: Scope) -> Scope:
    """The column in which what a pattern gives shows itself: for yes or no, anything is yes."""
    return given if given in line.scopes else Scope.ALL if given and len(line.scopes) == 2 else given


def _yes_or_no(scope: Scope) -> Any:
    return _("yes") if scope else _("no")


def _fields(resource: Resource, purpose: str) -> list[tuple[str, str]]:
    """The fields that can be closed; one that nobody writes needs no lock."""
    return [
        (field.name, str(field.label))
        for field in resource.by_name.values()
        if not (purpose == "locked" and field.read_only)
    ]


def _group(
    name: str, label: str, fields: list[tuple[str, str]], present: dict[str, list[str]]
) -> dict[str, Any]:
    ticked = present.get(name, [])
    known = {field for field, _label in fields}
    options = [*fields, *((field, field) for field in ticked if field not in known)]
    return {
        "name": name,
        "label": label,
        "options": [{"value": field, "label": told, "ticked": field in ticked} for field, told in options],
        "count": len(ticked),
    }
