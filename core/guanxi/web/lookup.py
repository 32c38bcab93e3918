"""What a link's combobox offers while somebody types: titles of records that the actor may see, nothing else."""

from __future__ import annotations

from itertools import islice

from flask import abort, request
from werkzeug.wrappers import Response

from guanxi.data.fields import About, LongText, Tags
from guanxi.data.fields.tags import TAG
from guanxi.data.messages import translator
from guanxi.people.actors import actor_by_id
from guanxi.people.resources import users
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.search.finding import find
from guanxi.records.search.question import asked
from guanxi.records.search.texts import by_index
from guanxi.records.tagging.words import called
from guanxi.records.tagging.words import offered as tags_offered
from guanxi.resources.apart import told_apart
from guanxi.resources.display import format_of, title_seen
from guanxi.resources.faces import Faces
from guanxi.resources.forms import NEW_TAG
from guanxi.resources.searching import found_titles
from guanxi.web.rendering import fragment
from guanxi.web.security import door
from guanxi.web.ways import to_record

_ = translator("guanxi")
WITH_TIMELINE = About("records")
OFFERED = 20
OF_EACH = 6
LONGEST = 100


def lookup(actor: Actor, faces: Faces, name: str) -> Response:
    """Records that the Link or About field `name` may be given, or to which the text `name` of an entry may lead, by what was
    typed (``?q=``): titles the actor may see, nothing else.
    """
    field = {f.name: f for f in gate.fields_for(actor, faces.resource, "view")}.get(name)
    if isinstance(field, Tags):
        return _offered_tags(actor, faces.resource)
    if isinstance(field, About) and "seeing" in request.args:
        return _colleagues(actor)
    if isinstance(field, About):
        return offered(actor, field)
    if field is not None and name == linking_text(actor, faces.resource):
        return offered(actor, WITH_TIMELINE, addresses=True)
    target = actor.host.resources.get(getattr(field, "to", ""))
    if target is None:
        abort(404)
    return _offered(actor, target)


def linking_text(actor: Actor, resource: Resource) -> str:
    """The name of the long text that a timeline shows of such records, which may lead to others; empty where it shows none."""
    declared = actor.host.entries.get(resource.name)
    name = (declared.text or resource.title) if declared else ""
    return name if isinstance(resource.by_name.get(name), LongText) else ""


def titles(actor: Actor, faces: Faces) -> Response:
    """Records of this kind themselves, by what was typed (``?q=``): for choices that no field holds."""
    return _offered(actor, faces.resource)


def _offered(actor: Actor, target: Resource) -> Response:
    typed = " ".join(request.args.get("q", "")[:LONGEST].split())
    found = found_by_title(actor, target, typed) if title_seen(actor, target) else []
    apart = told_apart(actor, target, found[:OFFERED])
    items = [{"value": k, "label": title, "detail": apart.get(k, "")} for k, title in found[:OFFERED]]
    return fragment("components/editors.html", "options", items, typed, len(found) > OFFERED)


def _offered_tags(actor: Actor, resource: Resource) -> Response:
    """Tags that these records may be given; one that is not there yet, for who may name new ones."""
    typed = " ".join(request.args.get("q", "")[:LONGEST].split())
    found = tags_offered(resource.name, typed)
    items = [{"value": Ref(TAG, word.id).text, "label": word.name} for word in found[:OFFERED]]
    if typed and not called((typed,)) and actor.may(f"{TAG}.create"):
        label, new = str(_("New tag “{name}”").format(name=typed)), f"{NEW_TAG}{typed}"
        items.append({"value": new, "label": label})
    return fragment("components/editors.html", "options", items, typed, len(found) > OFFERED)


def offered(actor: Actor, field: About, *, addresses: bool = False) -> Response:
    """Records of every kind that an About field may lead to, by what was typed (``?q=``), each with the name of its kind.

    With `addresses` those that have pages, by the addresses of these.

    Entries are not among them: nobody looks for one of a thousand calls by its text, a file is added to it where it stands.
    """
    typed = " ".join(request.args.get("q", "")[:LONGEST].split())
    items, more = list[dict[str, str]](), False
    for target in gate.kinds_about(actor, field if field.to else WITH_TIMELINE):
        led = not addresses or bool(to_record(actor, target, 1))
        found = found_by_title(actor, target, typed) if led and title_seen(actor, target) else []
        more, found = more or len(found) > OF_EACH, found[:OF_EACH]
        apart, kind = told_apart(actor, target, found), str(target.label_one)
        items += [
            {
                "value": to_record(actor, target, key) if addresses else Ref(target.name, key).text,
                "label": title,
                "detail": " · ".join(filter(None, (kind, apart.get(key)))),
            }
            for key, title in found
        ]
    return fragment("components/editors.html", "options", items, typed, more)


def _colleagues(actor: Actor) -> Response:
    """Users whom a text about the record of ``?seeing=`` may mention: active ones who see it themselves."""
    record = Ref.read(request.args["seeing"])
    target = actor.host.resources.get(record.kind) if record else None
    if record is None or target is None or not gate.rows_among(actor, target, [record.id]):
        abort(404)
    typed = " ".join(request.args.get("q", "")[:LONGEST].split())
    keeper = door().keeper
    known = found_by_title(actor, users, typed) if title_seen(actor, users) else []
    apart = told_apart(actor, users, known)
    reached = (
        {"value": Ref(users.name, key).text, "label": name, "detail": apart.get(key, "")}
        for key, name in known
        if key != actor.id
        and (other := actor_by_id(key, actor.host, keeper)) is not None
        and gate.rows_among(other, target, [record.id])
    )
    items = list(islice(reached, OF_EACH + 1))
    return fragment("components/editors.html", "options", items[:OF_EACH], typed, len(items) > OF_EACH)


def found_by_title(actor: Actor, target: Resource, typed: str) -> list[tuple[int, str]]:
    """Ids and titles that the actor may see: by the search where it holds these records and there is something to look for.

    Else by a part of the title.
    """
    question = asked(typed)
    if by_index(target) and not question.short:
        return found_titles(actor, target, find(actor, target, question), OFFERED + 1)
    title, model = target.by_name[target.title], target.model
    field = model._meta.columns[title.columns[0]]
    query = gate.visible(actor, target).select(model.id, field).order_by(field, model.id).limit(OFFERED + 1)
    if typed:
        meant = title.meant(typed)
        query = query.where(field.contains(typed) | field.in_(meant) if meant else field.contains(typed))
    fmt = format_of(actor)
    return [(key, title.show(kept, fmt) if title.worded else kept) for key, kept in query.tuples()]
