"""Where the work of the people stands whom somebody leads: numbers that open their rows, and the help notes written to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues
from guanxi.data.fields import Invalid
from guanxi.data.fields.about import About
from guanxi.data.messages import translator
from guanxi.plugins.mount import Route
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.titles import format_of, titles_for
from guanxi.web import activity_view
from guanxi.web.activity_view import today_of
from guanxi.web.help_view import notes_in_words
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.ways import to_record
from guanxi.work.activities import due
from guanxi.work.team.help_notes import LONGEST, write_help, written_by
from guanxi.work.team.reach import LEAD, Person, is_lead, people_led, person_led
from guanxi.work.team.status import Figure, figures

_ = translator("guanxi")
STATUS = "/work/team"
MOST_ROWS, MOST_NOTES = 100, 20
_ABOUT = About("about", label=_("About"))


def status_page(actor: Actor) -> Response:
    """Everybody whose work the actor may look at; the numbers of the last seven days follow as a part."""
    people, known = people_led(actor), figures(actor, today_of(actor))
    return page(
        "team_status.html",
        actor,
        title=str(_("Team status") if is_lead(actor) else _("My status")),
        lead=str(_("Entries and activities done are those of the last 7 days.")),
        heads=[str(each.label) for each in known.values()],
        people=[_line(actor, each, known, {}) for each in people],
        numbers_url=f"{STATUS}/numbers" if known else "",
        notes=notes_in_words(actor, written_by(actor, MOST_NOTES)),
        helps=is_lead(actor),
    )


def numbers_part(actor: Actor) -> Response:
    """The lines of everybody with the numbers."""
    people, known = people_led(actor), figures(actor, today_of(actor))
    ids = [each.id for each in people]
    counted = {name: figure.counts(ids) for name, figure in known.items()} if ids else {}
    drawn = [_line(actor, each, known, counted) for each in people]
    return fragment("components/team.html", "lines", drawn, is_lead(actor))


def person_page(actor: Actor, id: int) -> Response:
    """The rows behind one number of a person, and the form of a help note; the numbers themselves follow."""
    person, what = _person(actor, id), request.args.get("what", "")
    known, chosen = _chosen(actor, what)
    return page(
        "team_person.html",
        actor,
        title=person.name,
        crumbs=[{"label": str(_("Team status")), "href": STATUS}],
        tabs=_tabs(id, known, chosen, {}),
        counts_url=f"{STATUS}/{id}/numbers?what={chosen.name}" if chosen else "",
        **_rows(actor, chosen, id),
        form=_form(actor, person),
    )


def person_numbers(actor: Actor, id: int) -> Response:
    """The tabs of a person's page with their numbers."""
    _person(actor, id)
    known, chosen = _chosen(actor, request.args.get("what", ""))
    counted = {name: figure.counts([id]).get(id, 0) for name, figure in known.items()}
    return fragment("components/page.html", "tabs", _tabs(id, known, chosen, counted))


def _chosen(actor: Actor, what: str) -> tuple[dict[str, Figure], Figure | None]:
    """The numbers that the actor may be told, and the one that is asked for or else the first."""
    known = figures(actor, today_of(actor))
    if what and what not in known:
        abort(404)
    return known, known[what or next(iter(known))] if known else None


def _tabs(
    person: int, known: dict[str, Figure], chosen: Figure | None, counted: Mapping[str, int]
) -> list[dict[str, Any]]:
    return [
        {
            "label": str(each.label),
            "href": f"{STATUS}/{person}?what={name}",
            "current": each is chosen,
            "count": counted.get(name),
        }
        for name, each in known.items()
    ]


def write_note(actor: Actor, id: int) -> Response:
    """Write a help note to somebody whose work the actor looks after."""
    _person(actor, id)
    try:
        write_help(actor, user=id, text=request.form.get("text", ""), about=_about(request.form))
    except InvalidValues as wrong:
        toast(next(iter(wrong.errors.values())), tone="bad")
        typed = quote(request.form.get("text", "")[:LONGEST])
        about = quote(request.form.get("about", "")[:200])
        return redirect(f"{STATUS}/{id}?text={typed}&about={about}#help", 303)
    toast(_("The help note is sent."))
    return redirect(STATUS, 303)


def _person(actor: Actor, user: int) -> Person:
    return person_led(actor, user) or abort(404)


def _line(
    actor: Actor, person: Person, known: dict[str, Figure], counted: Mapping[str, Mapping[int, int]]
) -> dict[str, Any]:
    """One person; a number that is not counted is None."""
    return {
        "name": person.name,
        "help": f"{STATUS}/{person.id}#help" if person.id != actor.id else "",
        "href": f"{STATUS}/{person.id}",
        "numbers": [
            {
                "label": str(figure.label),
                "count": counted[name].get(person.id, 0) if name in counted else None,
                "href": f"{STATUS}/{person.id}?what={name}",
                "bad": name == "overdue",
            }
            for name, figure in known.items()
        ],
    }


def _rows(actor: Actor, chosen: Figure | None, person: int) -> dict[str, Any]:
    """The rows behind a number: activities as the due list draws them, entries by their titles."""
    if chosen is None:
        return {"activities": [], "records": []}
    found = chosen.of(person, MOST_ROWS)
    if chosen.resource.name == due.NAME:
        return {"activities": activity_view.lines(actor, found), "records": []}
    titles = titles_for(actor, {(chosen.resource.name, each.id) for each in found})
    fmt = format_of(actor)
    return {
        "activities": [],
        "records": [
            {
                "name": titles.get((chosen.resource.name, each.id)) or f"#{each.id}",
                "href": to_record(actor, chosen.resource, each.id),
                "icon": chosen.resource.icon,
                "at": fmt.datetime(each.created_at),
            }
            for each in found
        ],
    }


def _form(actor: Actor, person: Person) -> dict[str, Any] | None:
    """The form of a help note; about a record where the address names one that the actor sees."""
    if not is_lead(actor) or person.id == actor.id:
        return None
    about = _about(request.args)
    titles = titles_for(actor, {(about.kind, about.id)}) if about else {}
    known = about is not None and (about.kind, about.id) in titles
    return {
        "action": f"{STATUS}/{person.id}/help",
        "text": request.args.get("text", "")[:LONGEST],
        "about": about.text if about and known else "",
        "about_title": titles[about.kind, about.id] if about and known else "",
        "most": LONGEST,
    }


def _about(given: Any) -> Ref | None:
    """The record that a note is to be about, as ``contacts.company/7``; None where nothing readable is named."""
    try:
        refs = _ABOUT.parse(given.get("about", "")) or ()
    except Invalid:
        return None
    return refs[0] if refs else None


def _route(rule: str, name: str, method: str, function: Any) -> Route:
    return Route(rule, f"host.{name}", (method,), LEAD, "host", function)


ROUTES = (
    _route(STATUS, "team_status", "GET", status_page),
    _route(f"{STATUS}/numbers", "team_numbers", "GET", numbers_part),
    _route(f"{STATUS}/<int:id>", "team_person", "GET", person_page),
    _route(f"{STATUS}/<int:id>/numbers", "team_person_numbers", "GET", person_numbers),
    _route(f"{STATUS}/<int:id>/help", "write_help", "POST", write_note),
)
