"""The hooks by which every resource tells that a record was created, edited, deleted or restored; nobody need specify them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from guanxi.records import journal
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref

VERBS = {
    journal.ADD: "created",
    journal.SET: "edited",
    journal.REMOVE: "deleted",
    journal.RESTORE: "restored",
}
TOLD = {
    "created": "A record of `{kind}` was created.",
    "edited": "A record of `{kind}` was edited; not told where nothing differed.",
    "deleted": "A record of `{kind}` was put into the bin.",
    "restored": "A record of `{kind}` was taken out of the bin.",
}
HOW = """Told after the commit, by one job for each listener; `actor` is who did it, with the rights of now, `record` which one; it
may have changed again by then. Returns nothing. If it raises, the job is tried again, so being told twice must do no harm."""


def hook_name(kind: str, verb: str) -> str:
    """The hook that tells `verb` of the resource named `kind`: ``contacts_company_created``."""
    return f"{kind.replace('.', '_')}_{verb}"


def told_by(lines: Sequence[journal.Values], heard: Callable[[str], object]) -> list[tuple[str, Ref]]:
    """The hooks that the journal lines of one change tell, each record's once, as far as one is `heard` by anybody.

    What creates a record does not edit it too.
    """
    kinds = {(kind, verb) for kind, _id, _version, verb, _fields in lines if verb in VERBS}
    hooks = {hook for kind, verb in kinds if heard(hook := hook_name(kind, VERBS[verb]))}
    if not hooks:
        return []
    found = dict.fromkeys(
        (Ref(kind, record_id), VERBS[verb])
        for kind, record_id, _version, verb, _fields in lines
        if verb in VERBS
    )
    made = {record for record, verb in found if verb == "created"}
    return [
        (hook, record)
        for record, verb in found
        if (hook := hook_name(record.kind, verb)) in hooks and (verb != "edited" or record not in made)
    ]


def told_of(kind: str, verbs: Iterable[str]) -> dict[str, Callable[..., None]]:
    """The specifications of the hooks of one resource, by name."""
    return {hook_name(kind, verb): _specification(kind, verb) for verb in verbs}


def arguments_of(types: Mapping[str, Any], kept: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """The arguments of a hook annotated with `types`, from the plain values that its job kept.

    What is annotated as Ref becomes one again, and a hook with the argument `actor` is given him.
    """
    found = {name: Ref(*value) if types.get(name) is Ref else value for name, value in kept.items()}
    return {"actor": actor, **found} if "actor" in types else found


def _specification(kind: str, verb: str) -> Callable[..., None]:
    def told(actor: Actor, record: Ref) -> None:
        raise NotImplementedError

    told.__name__ = told.__qualname__ = hook_name(kind, verb)
    told.__doc__ = f"{TOLD[verb].format(kind=kind)}\n\n{HOW}"
    return told
