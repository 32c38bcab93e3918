"""The pages on which administrators adjust lists of choices: what is offered, how it is called, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.fields.choice import MAX_LABEL
from guanxi.data.messages import LANGUAGES, Message, translator
from guanxi.people.adjusting import NEW, Wanted, adjust
from guanxi.people.choice_lists import ADJUST, ChoiceList, choice_lists
from guanxi.plugins.mount import Route
from guanxi.plugins.naming import plugin_label
from guanxi.records.actor import Actor
from guanxi.web.rendering import page, toast

_ = translator("guanxi")
PATH = "/settings/choices"
TITLE = _("Choices")
WORDS: Mapping[str, Message] = {"en": _("In English"), "zh": _("In Chinese")}


def lists_page(actor: Actor) -> Response:
    """Every list that can be adjusted, by plugin."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in choice_lists(actor.host).values():
        retired = sum(entry.retired for entry in each.entries)
        groups.setdefault(plugin_label(each.name.partition(".")[0]), []).append(
            {
                "label": str(each.label),
                "href": f"{PATH}/{each.name}",
                "uses": _uses(each),
                "offered": len(each.entries) - retired,
                "retired": retired,
            }
        )
    return page("choice_lists.html", actor, title=str(TITLE), groups=groups)


def list_page(actor: Actor, name: str) -> Response:
    """GET: the choices of one list. POST: adjust them."""
    listed = choice_lists(actor.host).get(name)
    if listed is None:
        raise NotFound
    held = [Wanted(each.code, each.labels, each.retired) for each in listed.entries]
    if request.method == "GET":
        return _page(actor, listed, held, {}, ())
    wanted = _moved(_sent(listed), request.form.get("do", ""))
    try:
        done = adjust(actor, name, wanted)
    except InvalidValues as wrong:
        return _page(actor, listed, wanted, {key: str(text) for key, text in wrong.errors.items()}, ())
    except Refused as refused:
        return _page(actor, listed, wanted if len(wanted) >= len(held) else held, {}, (str(refused),))
    if done.change:
        toast(_("Saved. It holds everywhere within two seconds."), undo=done.change)
    return redirect(f"{PATH}/{name}", 303)


def _sent(listed: ChoiceList) -> list[Wanted]:
    """The list as the form has it, with the new choice that stands in its last line."""
    known, retired = {each.code for each in listed.entries}, set(request.form.getlist("retired"))
    codes = [code for code in dict.fromkeys(request.form.getlist("code")) if code in known]
    found = [Wanted(code, _labels(code), code in retired) for code in codes]
    labels = _labels(NEW)
    return [*found, Wanted(NEW, labels)] if any(labels.values()) else found


def _labels(code: str) -> dict[str, str]:
    return {each: request.form.get(f"{each}_{code}", "").strip() for each in LANGUAGES}


def _moved(wanted: list[Wanted], do: str) -> list[Wanted]:
    """The list after what a button asks: ``up code``, ``down code``, ``retire code``, ``offer code``, ``remove code``."""
    verb, _blank, code = do.partition(" ")
    at = next((n for n, each in enumerate(wanted) if each.code and each.code == code), None)
    if at is None:
        return wanted
    each, others = wanted[at], [*wanted[:at], *wanted[at + 1 :]]
    if verb in ("up", "down"):
        others.insert(max(0, at - 1) if verb == "up" else at + 1, each)
        return others
    if verb in ("retire", "offer"):
        return [*wanted[:at], Wanted(code, each.labels, verb == "retire"), *wanted[at + 1 :]]
    return others if verb == "remove" else wanted


def _page(
    actor: Actor, listed: ChoiceList, wanted: list[Wanted], errors: Mapping[str, str], others: tuple[str, ...]
) -> Response:
    known = {each.code: each for each in listed.entries}
    lines = [
        {
            "code": each.code,
            "name": next((text for text in each.labels.values() if text), each.code),
            "retired": each.retired,
            "added": known[each.code].added,
            "kept": each.code in listed.kept,
            "fields": _fields(each, errors),
        }
        for each in wanted
        if each.code
    ]
    new = next((each for each in wanted if not each.code), Wanted(NEW, {}))
    return page(
        "choice_list.html",
        actor,
        title=str(listed.label),
        status=422 if errors or others else 200,
        crumbs=[{"label": str(TITLE), "href": PATH}],
        uses=_uses(listed),
        action=f"{PATH}/{listed.name}",
        lines=lines,
        new=_fields(new, errors),
        errors=[
            {"name": key, "label": str(WORDS[key.partition("_")[0]]), "text": text}
            for key, text in errors.items()
        ]
        + [{"name": "", "label": "", "text": text} for text in others],
    )


def _fields(each: Wanted, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{language}_{each.code}",
            "label": str(word),
            "value": each.labels.get(language, ""),
            "error": errors.get(f"{language}_{each.code}", ""),
            "max": MAX_LABEL,
        }
        for language, word in WORDS.items()
    ]


def _uses(listed: ChoiceList) -> list[str]:
    """Where the list is chosen from: “Companies: Source”."""
    return [
        str(_("{kind}: {field}", kind=resource.label, field=field.label)) for resource, field in listed.uses
    ]


ROUTES = (
    Route(PATH, "host.choices", ("GET",), ADJUST, "host", lists_page),
    Route(f"{PATH}/<name>", "host.choice_list", ("GET", "POST"), ADJUST, "host", list_page),
)
