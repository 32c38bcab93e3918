"""Interactions: what happened with customers, as entries in the timelines of everybody concerned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.api import (
    About,
    Actor,
    AlsoIn,
    Calendar,
    Choice,
    Date,
    DateTime,
    Entries,
    Import,
    Integer,
    Link,
    List,
    LongText,
    Quick,
    Record,
    Ref,
    Resource,
    Rows,
    Text,
    Transaction,
    concerns,
    linked_rows,
    mine,
    translator,
    when,
)
from guanxi_contacts.choices import DIRECTIONS, DIRECTIONS_BY_KIND, INTERACTIONS
from guanxi_contacts.contacted import forget_contact, keep_contact
from guanxi_contacts.follow_ups import ABOUT, plan_next
from guanxi_contacts.models import Interaction
from guanxi_contacts.resources import companies, contact_persons

_ = translator("guanxi_contacts")
WITH_DURATION = ("call", "meeting", "visit")
WITH_DIRECTION = ("call", "mail", "message", "letter")
PERSONS = 20

PARTICIPANTS = About("participants", to=("contacts.person",), label=_("Participants"))


def complete(tx: Transaction, verb: str, record: Any, columns: dict[str, Any]) -> None:
    """An interaction happened now unless somebody says when; whoever took part has it in his timeline too."""
    if verb == "add" and columns.get("happened_at") is None:
        columns["happened_at"] = tx.now_ms
    if columns.get("participants"):
        kept = columns.get("about") or record.about
        refs = (*(ABOUT.from_row((kept,)) or ()), *(PARTICIPANTS.from_row((columns["participants"],)) or ()))
        [columns["about"]] = ABOUT.to_row(tuple(dict.fromkeys(refs)))
    if record is not None and "about" in columns:
        forget_contact(record, ABOUT.from_row((columns["about"],)) or ())
    plan_next(tx, verb, record, columns)


interactions = Resource(
    Interaction,
    label=_("Interactions"),
    label_one=_("Interaction"),
    title="summary",
    order=["-happened_at", "changed_at"],
    icon="message-circle",
    fields=[
        Choice("kind", label=_("Kind"), choices=INTERACTIONS, required=True, default="call", filter=True),
        DateTime("happened_at", label=_("Happened at"), sort=True, help=_("Empty: now.")),
        LongText("summary", label=_("What happened"), required=True, max=10_000, search=True),
        Choice(
            "direction",
            label=_("Direction"),
            choices=DIRECTIONS,
            by=("kind", DIRECTIONS_BY_KIND),
            when=when("kind", *WITH_DIRECTION),
        ),
        Integer(
            "duration",
            label=_("Duration in minutes"),
            min=0,
            max=100_000,
            when=when("kind", *WITH_DURATION),
        ),
        Text("outcome", label=_("Result"), max=300, search=True),
        Date("next_on", label=_("Next follow-up"), help=_("Plans an activity for the owner."), filter=True),
        Link("planned", to="work.activity", label=_("Planned activity"), back=None, read_only=True),
        ABOUT,
        PARTICIPANTS,
        Link("owner", to="people.user", label=_("Owner"), filter=True),
        Link("team", to="people.team", label=_("Team"), read_only=True),
        DateTime("changed_at", label=_("Changed"), read_only=True),
    ],
    rows=Rows(own="owner", team="team", about="about"),
    on_write=complete,
    on_written=keep_contact,
)


def _due(actor: Actor) -> dict[str, Any]:
    today = actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()
    return {"field": "next_on", "op": "lte", "value": today.isoformat()}


interactions_list = List(
    interactions,
    columns="summary kind happened_at outcome next_on owner",
    computed=(concerns(interactions, _("About")),),
    quick=(mine(), Quick("follow_up_due", _("Follow-up due"), _due)),
    empty=_(
        "A call, a visit, a mail: what was said is written on the page of a customer, with the next date."
    ),
    key="i",
)
interactions_calendar = Calendar(interactions, on="happened_at", length="duration")
interactions_page = Record(
    interactions,
    sections={
        _("Interaction"): "kind happened_at direction duration summary outcome next_on planned",
        _("Concerns"): "about participants",
        _("Responsibility"): "owner team changed_at",
    },
)
interactions_import = Import(
    interactions,
    columns={
        "kind": "type channel 沟通方式 类型",
        "happened_at": "date time when 日期 时间 沟通时间",
        "summary": "text subject content description note notes 内容 沟通内容 备注",
        "direction": "方向",
        "duration": "minutes 时长",
        "outcome": "result 结果 跟进结果",
        "next_on": "next_date next_contact follow_up 下次联系 下次跟进 下次跟进时间",
        "about": "record records concerns customer 客户 相关记录",
        "owner": "responsible staff 跟进人员 客户经理",
    },
)
interaction_entries = Entries(
    interactions,
    at="happened_at",
    text="summary",
    kinds="kind",
    icon={
        "call": "phone",
        "meeting": "users",
        "visit": "map-pin",
        "mail": "mail",
        "message": "message-circle",
        "letter": "file-text",
    },
    more="direction duration outcome next_on",
    quick={
        "call": "summary outcome next_on direction duration",
        "meeting": "summary outcome next_on participants duration",
        "visit": "summary outcome next_on participants duration",
        "mail": "summary outcome next_on direction",
        "message": "summary outcome next_on direction",
        "letter": "summary outcome next_on direction",
    },
    replies=True,
)


def _persons(actor: Actor, company: int) -> Sequence[Ref]:
    """The persons of a company, as far as the actor may see who they are."""
    link = contact_persons.by_name["company"]
    found = linked_rows(actor, contact_persons, link, company, ("person_id",), PERSONS)
    return [Ref("contacts.person", key) for key in dict.fromkeys(person for _id, person in found)]


persons_in_companies = AlsoIn(companies, _persons)
ITEMS = (
    interactions,
    interactions_list,
    interactions_calendar,
    interactions_page,
    interactions_import,
    interaction_entries,
    persons_in_companies,
)
