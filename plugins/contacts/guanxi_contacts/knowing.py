"""What is known of a customer beside the basics: needs and preferences, further touches, consents; lines on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from guanxi.api import (
    Actor,
    Choice,
    Date,
    InvalidValues,
    Lines,
    Link,
    LongText,
    Maturity,
    RecordTable,
    Ref,
    Resource,
    Rows,
    Text,
    Transaction,
    linked_rows,
    translator,
    visible,
    when,
)
from guanxi_contacts.choices import CHANNELS, HOW, NEED_KINDS, NEED_SOURCES, PURPOSES, SOURCES, STATES
from guanxi_contacts.methods import COLUMNS, LABEL, contact_methods
from guanxi_contacts.models import Consent, ContactMethod, Need, Touch

_ = translator("guanxi_contacts")
ANY = "all"
MOST = 1_000_000
ENDS = ("company_id", "person_id")
PART = Rows(through=("company", "person"), part=True)
WITHDRAWN = (_("Consent withdrawn"), "red")
CHANNEL_OF = {
    "mobile": ("phone", "sms"),
    "phone": ("phone",),
    "email": ("email",),
    "wechat": ("wechat",),
    "wecom": ("wechat",),
    "address": ("post",),
}


def _customer() -> list[Any]:
    return [
        Link("company", to="contacts.company", label=_("Company")),
        Link("person", to="contacts.person", label=_("Person")),
    ]


def dated(tx: Transaction, verb: str, record: RecordTable | None, columns: dict[str, Any]) -> None:
    """What is noted without a date was noted today; nothing is noted of a day that is still to come."""
    if (record is None or "day" in columns) and not columns.get("day"):
        columns["day"] = tx.today.isoformat()
    if columns.get("day", "") > tx.today.isoformat():
        raise InvalidValues({"day": _("This day is still to come. Enter today or an earlier day.")})


def replace_former(tx: Transaction, verb: str, record: RecordTable | None, columns: dict[str, Any]) -> None:
    """A later statement on the same topic ends the former one, which stays in the history.

    One that is noted afterwards takes its place between those of its time: what was said since has replaced it already.
    """
    dated(tx, verb, record, columns)
    if record is not None:
        return
    day = date.fromisoformat(columns["day"])
    others = list(_on_the_same(tx, columns))
    for each in others:
        before = each.day is None or each.day <= day
        if before and (each.ended_on is None or each.ended_on > day):
            tx.set(each, ended_on=columns["day"])
    if since := [each.day for each in others if each.day and each.day > day]:
        columns["ended_on"] = min(since).isoformat()


def _on_the_same(tx: Transaction, columns: Mapping[str, Any]) -> Any:
    """What the customer has said on the topic of a new statement."""
    found = visible(tx.actor, tx.host.resources[needs.name]).where(
        Need.kind == columns["kind"], Need.topic == columns["topic"]
    )
    for name in ENDS:
        column = getattr(Need, name)
        found = found.where(column == columns[name] if columns.get(name) else column.is_null())
    return found


needs = Resource(
    Need,
    label=_("Needs and preferences"),
    label_one=_("Need or preference"),
    title="topic",
    order=["id"],
    icon="target",
    on_write=replace_former,
    fields=[
        *_customer(),
        Choice("kind", label=_("Kind"), choices=NEED_KINDS, required=True, default="need"),
        Text("topic", label=_("Topic"), max=60, required=True, search=True),
        LongText("statement", label=_("What is wanted"), max=2000, required=True, search=True),
        Choice("heard", label=_("Heard from"), choices=NEED_SOURCES, adjustable="contacts.need_source"),
        Link(
            "interaction",
            to="contacts.interaction",
            label=_("Interaction"),
            back=_("Needs and preferences"),
        ),
        Date("day", label=_("Noted on")),
        Date("ended_on", label=_("Replaced on"), read_only=True),
    ],
    rows=PART,
)

touches = Resource(
    Touch,
    label=_("Touches"),
    label_one=_("Touch"),
    title="note",
    path="contacts/touches",
    order=["id"],
    icon="mouse-pointer-click",
    on_write=dated,
    fields=[
        *_customer(),
        Choice(
            "source",
            label=_("Source"),
            choices=SOURCES,
            required=True,
            default="website",
            adjustable="contacts.source",
        ),
        Date("day", label=_("Day")),
        Text("note", label=_("Note"), max=300),
    ],
    rows=PART,
)


def standing(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Those consents that no later statement of the same customer has taken the place of."""
    asked = list(visible(actor, consents).where(Consent.id.in_(list(ids))))
    companies, persons = ({getattr(each, name) for each in asked} - {None} for name in ENDS)
    said = list(
        visible(actor, consents).where(
            Consent.company_id.in_(sorted(companies)) | Consent.person_id.in_(sorted(persons))
        )
    )
    today = _today(actor)
    return {
        each.id for each in asked if not any(_replaces(later, each) for later in said if _said(later, today))
    }


consents = Resource(
    Consent,
    label=_("Consents"),
    label_one=_("Consent"),
    title="proof",
    order=["id"],
    icon="badge-check",
    on_write=dated,
    fields=[
        *_customer(),
        Choice("state", label=_("Consent"), choices=STATES, required=True),
        Choice("channel", label=_("Channel"), choices=CHANNELS, required=True),
        Choice("purpose", label=_("Purpose"), choices=PURPOSES, required=True),
        Date("day", label=_("Day")),
        Choice("how", label=_("How"), choices=HOW),
        Text("proof", label=_("Proof"), max=500, help=_("Words said, number of the form, where it is kept")),
        Date(
            "until",
            label=_("Valid until"),
            help=_("Without a day, until it is withdrawn."),
            matures=Maturity(days=7, when=when("state", "given"), still=standing),
        ),
    ],
    rows=PART,
)


def _former(actor: Actor, ids: Sequence[int]) -> Mapping[int, Sequence[tuple[Any, str]]]:
    """A mark on what was replaced by something later."""
    found = visible(actor, needs).where(Need.id.in_(list(ids)), Need.ended_on.is_null(False))
    return {each.id: [(_("replaced"), "")] for each in found}


def latest(actor: Actor, customer: Ref) -> dict[tuple[str, str], str]:
    """The last statement of a customer by channel and purpose: "given" or "withdrawn"; one that has run out is none.

    A consent of a day that is still to come does not count yet.
    """
    kept: dict[tuple[str, str], str] = {}
    found = _statements(actor, customer)
    today = _today(actor) if found else date.min
    for each in found:
        if not _said(each, today):
            continue
        kept = {key: state for key, state in kept.items() if not _covers(each, key)}
        if each.until is None or each.until >= today:
            kept[each.channel, each.purpose] = each.state
    return kept


class Statement(NamedTuple):
    """What a customer said: a consent as far as it decides whether another one still holds."""

    channel: str
    purpose: str
    state: str
    day: date | None
    until: date | None


def _statements(actor: Actor, customer: Ref) -> list[Statement]:
    """What a customer has said, as far as the actor sees it, the oldest first."""
    link = consents.by_name[customer.kind.partition(".")[2]]
    found = linked_rows(actor, consents, link, customer.id, Statement._fields, MOST)
    return [
        Statement(channel, purpose, state, _date(day), _date(until))
        for _key, channel, purpose, state, day, until in sorted(found, key=lambda row: (row[4] or "", row[0]))
    ]


def _date(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def may_contact(actor: Actor, customer: Ref, channel: str, purpose: str) -> bool:
    """Tell whether a customer has agreed to be written to or called: asked by whatever sends, before it does.

    `customer` is a company or a person, `channel` and `purpose` are codes of the fields of a consent. The last statement
    counts; where there is none, nobody has agreed.
    """
    known = latest(actor, customer)
    ways = [(c, p) for c in (channel, ANY) for p in (purpose, ANY)]
    return next((known[way] == "given" for way in ways if way in known), False)


def _today(actor: Actor) -> date:
    return actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()


def _said(each: Consent | Statement, today: date) -> bool:
    """Tell whether a statement counts today: a withdrawal at once, wherever on earth it was noted; a consent from its day on."""
    return each.state == "withdrawn" or each.day is None or bool(each.day <= today)


def _replaces(later: Consent, earlier: Consent) -> bool:
    """Tell whether a statement came after another one of the same customer and takes its place."""
    same = all(getattr(later, name) == getattr(earlier, name) for name in ENDS)
    after = (later.day, later.id) > (earlier.day, earlier.id)
    return same and after and _covers(later, (earlier.channel, earlier.purpose))


def _covers(later: Consent | Statement, key: tuple[str, str]) -> bool:
    """Tell whether a later statement takes the place of an earlier one on `key`."""
    return later.channel in (ANY, key[0]) and later.purpose in (ANY, key[1])


def withdrawn(actor: Actor, ids: Sequence[int]) -> Mapping[int, Sequence[tuple[Any, str]]]:
    """A warning at each contact method whose customer has withdrawn the consent to that channel."""
    if not actor.may(consents.permission("view")):
        return {}
    found: dict[int, list[tuple[Any, str]]] = {}
    known: dict[Ref, dict[tuple[str, str], str]] = {}
    for each in visible(actor, contact_methods).where(ContactMethod.id.in_(list(ids))):
        customer = (
            Ref("contacts.company", each.company_id)
            if each.company_id
            else Ref("contacts.person", each.person_id)
        )
        if customer not in known:
            known[customer] = latest(actor, customer)
        if _closed(known[customer], each.kind):
            found[each.id] = [WITHDRAWN]
    return found


def withdrawn_fields(actor: Actor, customer: Ref) -> Mapping[str, Sequence[tuple[Any, str]]]:
    """The same warning at the customer's own numbers and addresses, whose fields are called as kinds of contact methods are."""
    if not actor.may(consents.permission("view")):
        return {}
    known = latest(actor, customer)
    return {kind: [WITHDRAWN] for kind in CHANNEL_OF if _closed(known, kind)}


def mail_withdrawn(actor: Actor, customer: Ref) -> bool:
    """Tell whether a customer has withdrawn the consent to mails, as far as the actor sees that."""
    return _closed(latest(actor, customer), "email")


def _closed(known: Mapping[tuple[str, str], str], kind: str) -> bool:
    """Tell whether the consent to a channel of this kind of contact method is withdrawn."""
    channels = {ANY, *CHANNEL_OF[kind]} if kind in CHANNEL_OF else set()
    return any(state == "withdrawn" and channel in channels for (channel, _p), state in known.items())


def _lines(resource: Resource, columns: str, label: Any, after: Any = None, **more: Any) -> list[Lines]:
    return [
        Lines(resource, via, columns, label=label, after=after, newest=True, **more)
        for via in ("company", "person")
    ]


METHOD_LINES = [
    Lines(contact_methods, via, COLUMNS, label=LABEL, after=_("Contact"), badges=withdrawn)
    for via in ("company", "person")
]
LINES = [
    *_lines(needs, "topic statement kind heard interaction day", _("Needs and preferences"), badges=_former),
    *_lines(touches, "source note day", _("Further touches")),
    *_lines(consents, "channel state purpose day until how proof", _("Consents")),
]
