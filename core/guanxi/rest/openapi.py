"""The OpenAPI 3.1 document of what one actor may do: generated from the resources, so that it can not differ from them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from itertools import chain

from flask import current_app

from guanxi.people.handovers.resource import HAND_OVER, handovers
from guanxi.people.lookups import LOOK
from guanxi.people.resources import users
from guanxi.people.revealing import UNMASK
from guanxi.records.actor import Actor
from guanxi.records.gate import fields_for
from guanxi.records.resource import Resource
from guanxi.resources.exports.run import TYPES
from guanxi.rest import (
    actions,
    attachments,
    handing_schema,
    maturities,
    merges,
    messages,
    metrics_schema,
    readings,
    views,
)
from guanxi.rest.answers import API
from guanxi.rest.operations import (
    BASED,
    ID,
    KEY,
    LIMIT,
    MATCH,
    PROBLEMS,
    READING,
    WITH_VERSION,
    WRITING,
    Part,
    answered,
    body,
    headers,
    operation,
    ref,
)
from guanxi.rest.parameters import export_parameters, list_parameters
from guanxi.rest.schema import (
    create_schema,
    edit_schema,
    page_schema,
    read_schema,
    shared_schemas,
    unmask_schema,
)
from guanxi.rest.search import PARAMETERS
from guanxi.work.views.resource import views as saved_views


def document(actor: Actor, resources: Iterable[Resource]) -> Part:
    """The whole document for `actor`; what he may not do or see does not appear in it."""
    paths: Part = {"/": {"get": operation("index", "What there is", (), answered("Index"))}}
    undo = operation("undo", "Undo a change", (ID, ref("parameters", "Key")), answered("Undone"), WRITING)
    paths["/changes/{id}/undo"] = {"post": undo}
    paths["/search"] = {"get": operation("search", "Search", PARAMETERS, answered("Hits"))}
    come_due = operation("maturities", "What comes due", maturities.PARAMETERS, answered("Maturities"))
    paths["/work/maturities"] = {"get": come_due}
    paths |= _metrics(actor)
    if actor.may(LOOK):
        look = operation("look_up", "Look up duplicates", (), answered("Taken"), WRITING) | body("Asked")
        asking = operation(
            "ask_decision", "Ask for a decision", (ID,), {"204": {"description": "Asked."}}, WRITING
        )
        paths["/duplicate-lookup"] = {"post": look}
        paths["/duplicate-lookup/{id}/ask"] = {"post": asking | body("Note")}
    paths |= _hand_over(actor) | _saved_views(actor) | messages.described(actor)
    schemas = shared_schemas() | handing_schema.schemas() | metrics_schema.schemas() | views.schemas()
    schemas |= messages.schemas(actor)
    for resource in resources:
        operations = _operations(actor, resource)
        if resource.name == attachments.NAME:
            _describe_files(resource, operations)
        if operations:
            paths |= operations
            schemas |= _schemas(actor, resource)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Guanxi", "version": version("guanxi")},
        "servers": [{"url": API}],
        "security": [{"token": []}, {"session": [], "csrf": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": {"Key": KEY, "Match": MATCH},
            "responses": {str(status): _problem(means) for status, means in PROBLEMS.items()},
            "securitySchemes": _security(),
        },
    }


def _hand_over(actor: Actor) -> Part:
    """Handing over, for who may; confirming, for everybody."""
    base, run = f"/{users.path}/{{id}}/hand-over", "/hand-overs/{id}"
    done = {"204": {"description": "Confirmed.", "headers": headers()}}
    mine, key = f"/{handovers.path}", ref("parameters", "Key")
    found: Part = {}
    if actor.may(handovers.permission("view")):
        found[mine] = {"get": operation("handovers", "Hand-overs of mine", (), answered("HandOvers"))}
        confirm = operation("confirm_handover", "Confirm a hand-over", (ID, key), done, WRITING)
        found[f"{mine}/{{id}}/confirm"] = {"post": confirm}
    if actor.may(HAND_OVER):
        begun = answered("HandOverCounted", 200, "What would move.") | answered("HandOverRun", 202)
        found[base] = {
            "get": operation("hand_over_checklist", "What a user has", (ID,), answered("HandOverChecklist")),
            "post": operation("hand_over", "Hand over", (ID,), begun, WRITING) | body("HandOver"),
        }
        found[run] = {"get": operation("hand_over_run", "A hand-over", (ID,), answered("HandOverRun"))}
        for act, status in (("stop", 200), ("go-on", 200), ("revert", 202)):
            name = f"hand_over_{act.replace('-', '_')}"
            good = answered("HandOverRun", status)
            found[f"{run}/{act}"] = {"post": operation(name, f"Hand-over: {act}", (ID,), good, WRITING)}
    return found


def _saved_views(actor: Actor) -> Part:
    """Views of lists, as far as the actor may do anything with them."""
    may = {verb: actor.may(saved_views.permission(verb)) for verb in ("view", "create", "edit", "delete")}
    gone = {"204": {"description": "It is in the bin.", "headers": headers()}}
    added = operation("add_view", "Save a view", (ref("parameters", "Key"),), answered("View", 201), WRITING)
    added["responses"] |= answered("View", 200, "The first result of a repeated key.")
    changed = operation("edit_view", "Change a view", WITH_VERSION, answered("View"), WRITING)
    deleted = operation("delete_view", "Delete a view", WITH_VERSION, gone, WRITING)
    found: Part = {
        views.BASE: {
            "get": may["view"] and operation("views", "Saved views", views.PARAMETERS, answered("Views")),
            "post": may["create"] and added | body("NewView"),
        },
        f"{views.BASE}/{{id}}": {
            "get": may["view"] and operation("read_view", "A saved view", (ID,), answered("View")),
            "patch": may["edit"] and changed | body("ChangedView"),
            "delete": may["delete"] and deleted | body("Version", required=False),
        },
    }
    permitted = {path: {verb: part for verb, part in parts.items() if part} for path, parts in found.items()}
    return {path: parts for path, parts in permitted.items() if parts}


def _metrics(actor: Actor) -> Part:
    found = {"/metrics": {"get": operation("metrics", "Metrics", (), answered("Metrics"))}}
    for metric, parameters in metrics_schema.described(actor):
        name = f"metric_{metric.name.replace('.', '_')}"
        found[f"/metrics/{metric.name}"] = {
            "get": operation(name, str(metric.label), parameters, answered("Metric"))
        }
    return found


def _operations(actor: Actor, resource: Resource) -> Part:
    verbs = ("view", "create", "edit", "delete", "export")
    may = {verb: actor.may(resource.permission(verb)) for verb in verbs}
    base = f"/{resource.path}"
    found: Part = {
        base: {
            "get": may["view"] and _list(actor, resource),
            "post": may["create"] and _create(resource),
        },
        f"{base}/export": {"get": may["export"] and _export(actor, resource)},
        f"{base}/{{id}}": {
            "get": may["view"] and _of(resource, "read", (ID,), answered(resource.name)),
            "patch": may["edit"] and _edit(resource),
            "delete": may["delete"] and _delete(resource),
        },
        f"{base}/{{id}}/restore": {"post": may["delete"] and _restore(resource)},
        **_sharing(actor, resource),
        f"{base}/{{id}}/unmask": {"post": _unmask(actor, resource)},
        f"{base}/{{id}}/history": {"get": may["view"] and _history(actor, resource)},
        **(_readings(actor, resource) if may["view"] else {}),
        **_actions(actor, resource),
    }
    permitted = {path: {verb: part for verb, part in parts.items() if part} for path, parts in found.items()}
    return {path: parts for path, parts in permitted.items() if parts}


def _describe_files(resource: Resource, operations: Part) -> None:
    """Attachments are sent as multipart, listed by record, and have a content."""
    base = f"/{resource.path}"
    listed, made = (operations.get(base, {}).get(verb) for verb in ("get", "post"))
    if listed:
        listed["parameters"] = [attachments.ABOUT, *listed["parameters"]]
        operations[f"{base}/{{id}}/file"] = {"get": _of(resource, "file", (ID,), attachments.FILE)}
    if made:
        made["requestBody"] = attachments.UPLOAD
        items = {"type": "array", "items": ref("schemas", resource.name)}
        schema = {"type": "object", "required": ["items"], "properties": {"items": items}}
        for status in ("200", "201"):
            made["responses"][status]["content"] = {"application/json": {"schema": schema}}


def _schemas(actor: Actor, resource: Resource) -> Part:
    return {
        resource.name: read_schema(actor, resource),
        f"{resource.name}.page": page_schema(resource),
        f"{resource.name}.create": create_schema(actor, resource),
        f"{resource.name}.edit": edit_schema(actor, resource),
    }


def _list(actor: Actor, resource: Resource) -> Part:
    return _of(
        resource, "list", list_parameters(actor, resource), answered(f"{resource.name}.page"), (*READING, 409)
    )


def _export(actor: Actor, resource: Resource) -> Part:
    """A file of the whole list; its lines are records as the list gives them."""
    content: Part = {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in TYPES.values()}
    content[TYPES["xlsx"]] = {"schema": {"type": "string", "format": "binary"}}
    means = "The file, sent as it is read. One that breaks off ends in a line that is no record, and is not ended by the server."
    found = _of(resource, "export", export_parameters(actor, resource), {}, (*READING, 409))
    found["responses"]["200"] = {"description": means, "content": content}
    return found


def _create(resource: Resource) -> Part:
    found = _of(resource, "create", (ref("parameters", "Key"),), answered(resource.name, 201), WRITING)
    found["responses"] |= answered(resource.name, 200, "The first result of a repeated key.")
    return found | body(f"{resource.name}.create")


def _edit(resource: Resource) -> Part:
    found = _of(resource, "edit", WITH_VERSION, answered(resource.name), BASED)
    return found | body(f"{resource.name}.edit")


def _delete(resource: Resource) -> Part:
    gone = {"204": {"description": "It is in the bin.", "headers": headers()}}
    return _of(resource, "delete", WITH_VERSION, gone, BASED) | body("Version", required=False)


def _restore(resource: Resource) -> Part:
    found = _of(resource, "restore", WITH_VERSION, answered(resource.name), WRITING)
    return found | body("Version", required=False)


def _sharing(actor: Actor, resource: Resource) -> Part:
    """Collaborators, where records are shared."""
    if not resource.rows.shared or not actor.may(resource.permission("view")):
        return {}
    shares, one = f"/{resource.path}/{{id}}/shares", f"/{resource.path}/{{id}}/shares/{{user}}"
    user = {**ID, "name": "user"}
    gone = {"204": {"description": "Let in no more.", "headers": headers()}}
    key = ref("parameters", "Key")
    add = _of(resource, "share", (ID, key), answered("Collaborators"), WRITING) | body("Share")
    return {
        shares: {
            "get": _of(resource, "shares", (ID,), answered("Collaborators")),
            "post": actor.may(resource.permission("share")) and add,
        },
        one: {
            "delete": actor.may(resource.permission("share"))
            and _of(resource, "unshare", (ID, user), gone, WRITING)
        },
    }


def _unmask(actor: Actor, resource: Resource) -> Part | None:
    """A masked value in full, for a reason."""
    names = [field.name for field in fields_for(actor, resource) if field.mask]
    if not names or not actor.may(resource.permission(UNMASK)):
        return None
    schema = unmask_schema(names)
    content = {"application/json": {"schema": schema}}
    found = _of(resource, UNMASK, (ID,), answered("Unmasked"), WRITING)
    return found | {"requestBody": {"required": True, "content": content}}


def _readings(actor: Actor, resource: Resource) -> Part:
    """What plugins let programs read beside the fields."""
    return {
        f"/{resource.path}/{{id}}/{name}": {
            "get": operation(f"{resource.name}.{name}", words, (ID,), good) | {"tags": [resource.name]}
        }
        for name, words, good in readings.described(actor, resource)
    }


def _actions(actor: Actor, resource: Resource) -> Part:
    """What plugins let programs do to a record beside editing it."""
    found: Part = {}
    for name, words, takes in chain(actions.described(actor, resource), merges.described(actor, resource)):
        done = operation(f"{resource.name}.{name}", words, WITH_VERSION, answered(resource.name), WRITING)
        content = {"required": True, "content": {"application/json": {"schema": takes}}}
        found[f"/{resource.path}/{{id}}/{name}"] = {
            "post": done | {"tags": [resource.name], "requestBody": content}
        }
    return found


def _history(actor: Actor, resource: Resource) -> Part:
    names = [field.name for field in fields_for(actor, resource)]
    field = {"name": "field", "in": "query", "schema": {"enum": names}, "description": "Of this field only."}
    return _of(resource, "history", (ID, field, LIMIT), answered("History"))


def _of(
    resource: Resource, verb: str, parameters: Iterable[Part], good: Part, bad: tuple[int, ...] = READING
) -> Part:
    words = f"{resource.label if verb in ('list', 'export') else resource.label_one!s}: {verb}"
    return operation(f"{resource.name}.{verb}", words, parameters, good, bad) | {"tags": [resource.name]}


def _problem(means: str) -> Part:
    content = {"application/problem+json": {"schema": ref("schemas", "Problem")}}
    return {"description": means, "content": content}


def _security() -> Part:
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    return {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": cookie},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
    }
