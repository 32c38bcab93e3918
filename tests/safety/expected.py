"""What the oracle says that a request is answered: by its door, and by the record it is about."""

from __future__ import annotations

import oracle
from house_under_attack import NOBODY, Kept, Standing

from guanxi.plugins.mount import PUBLIC, Route
from guanxi.records.resource import Resource
from guanxi.web.routing import SIGNED_IN

NOTE = "work.note"
WRITES = {"edit", "field", "line", "delete", "delete_line"}
"""What is refused with words to who sees the record; to all others there is none."""


def kind_of(resource: Resource) -> oracle.Kind:
    """What a resource declares about its rows, as the oracle takes it."""
    through = tuple(str(getattr(resource.by_name[name], "to", "")) for name in resource.rows.through)
    about: tuple[str, ...] = ("contacts.company",) if resource.rows.about else ()
    if resource.rows.part and about:
        through, about = about, ()
    own, team = bool(resource.rows.own), bool(resource.rows.team)
    return oracle.Kind(resource.name, own, team, through, about, resource.rows.part)


def door_of(actor: str, route: Route, method: str) -> set[int]:
    """What the route itself answers before any record is looked at; empty where it lets in."""
    if route.needs is PUBLIC:
        return set()
    if actor == NOBODY:
        return {302} if method == "GET" and not route.rule.startswith("/api/") else {401}
    if route.needs == SIGNED_IN or oracle.scope(actor, str(route.needs)) > oracle.NONE:
        return set()
    return {403}


def on_record(actor: str, kind: oracle.Kind, name: str, method: str, kept: Kept) -> set[int]:
    done = {200} if method == "GET" else {200, 303}
    if kind.name.startswith("people.") and method != "GET":
        done |= {409, 422, 403}
    if f"{kind.name}.".startswith(oracle.SALES_SETTINGS) and name in ("delete", "delete_line"):
        done |= {409, 422}  # a stage in which there are deals stays
    if name in ("end_share", "unshare"):
        return {403, 404}
    if kept.id == Standing.MISSING:
        return {404}
    if name == "read_shares":
        return done if oracle.reaches(actor, kind, "view", kept.owner) and not kept.in_bin else {404}
    if name in ("record", "history", "file", "peek", "numbers"):
        in_reach = oracle.reaches(actor, kind, "view", kept.owner)
        if kept.in_bin:
            in_reach = in_reach and oracle.scope(actor, f"{kind.name}.delete") > oracle.NONE
        return done if in_reach else {404}
    if name == "reply":
        in_reach = oracle.reaches(actor, kind, "view", kept.owner) and not kept.in_bin
        return ({200} if method == "GET" else {422}) if in_reach else {404}
    if name == "merge":
        in_reach = oracle.reaches(actor, kind, "merge", kept.owner) and not kept.in_bin
        return {200} if in_reach else {404}
    if name in ("timeline", "quick"):
        in_reach = oracle.reaches(actor, kind, "view", kept.owner) and not kept.in_bin
        has_one = kind.owned and not kind.about and not kind.name.startswith("people.")
        may_add = name == "timeline" or oracle.scope(actor, f"{NOTE}.create") > oracle.NONE
        done = {302} if name == "timeline" else {200} if method == "GET" else {422}
        return done if in_reach and has_one and may_add else {404}
    action = {"edit": "edit", "field": "edit", "line": "edit", "unmask": "unmask", "shares": "share"}.get(
        name, "delete"
    )
    if name in ("unmask", "shares") and method == "POST":
        done = {200, 422}
    in_reach = oracle.reaches(actor, kind, action, kept.owner)
    if in_reach and (not kept.in_bin or name == "restore"):
        return done
    told = name in WRITES and not kept.in_bin and oracle.reaches(actor, kind, "view", kept.owner)
    return {403} if told else {404}


def acted(actor: str, resource: Resource, method: str, kept: Kept) -> set[int]:
    """An action is done, or asks or refuses with words, where one may edit; which fields it needs is its own affair."""
    expected = on_record(actor, kind_of(resource), "edit", method, kept)
    if expected == {403}:
        return {404}  # that a record may not be changed is told of editing and deleting alone
    return expected | {409, 422} if expected & {200} and method != "GET" else expected


def dropped(actor: str, resource: Resource, method: str, kept: Kept) -> set[int]:
    """A card is looked for among what one sees, and dropped where one may edit; a column that is gone is said with words."""
    kind = kind_of(resource)
    if kept.id == Standing.MISSING or kept.in_bin or not oracle.reaches(actor, kind, "view", kept.owner):
        return {404}
    if method == "GET":
        return {200}
    return {303, 409, 422} if oracle.reaches(actor, kind, "edit", kept.owner) else {403, 404, 409}
