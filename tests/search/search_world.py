"""A world to search in: places with owners, teams, shares, a masked number, a side table; visits that hang on places."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from peewee import BigIntegerField, TextField

from guanxi.data.columns import RecordTable, to_ms
from guanxi.data.database import Table
from guanxi.data.fields import Link, LongText, PersonName, Phone, Text
from guanxi.data.messages import translator
from guanxi.records.actor import Actor, Scope
from guanxi.records.host import Host
from guanxi.records.resource import Extension, Resource, Rows
from guanxi.records.sharing import Collaborator
from guanxi.records.standard import create

_ = translator("guanxi")
VERBS = ("view", "create", "edit", "delete", "assign")
OWNERS = {1: 10, 2: 10, 3: 20, 4: 30}
SURNAMES = "单仇解查区曾朴翟种缪盖吕欧王李张劉陳"
GIVEN = "玉兰文伟强梅晓林秀英Ä Bc恒润重庆长沙行乐女绿"
WORDS = (
    "恒润",
    "Heng Run",
    "机械",
    "重庆",
    "集團",
    "Müller & Söhne",
    "公司",
    "ＡＢＣ",
    "No. 2024/001",
    "(中国)",
    "X",
)


class Place(RecordTable):
    name = TextField()
    sort_name = TextField(default="")
    nick = TextField(null=True)
    phone = TextField(null=True)
    secret = TextField(null=True)
    remark = TextField(null=True)

    class Meta:
        table_name = "sample_place"


class PlaceExtra(Table):
    record_id = BigIntegerField(primary_key=True)
    motto = TextField(null=True)

    class Meta:
        table_name = "sample_place_extra"


class Visit(RecordTable):
    name = TextField()
    place_id = BigIntegerField(null=True)

    class Meta:
        table_name = "sample_visit"


TABLES = (Place, PlaceExtra, Visit)
plain = Resource(
    Place,
    label=_("Places"),
    label_one=_("Place"),
    title="name",
    order=["name"],
    fields=[
        Text("name", search=True, sort="sort_name", reading="company"),
        PersonName("nick", search=True),
        Phone("phone", search=True),
        Phone("secret", search=True, mask="sample.place.reveal"),
        LongText("remark", search=True),
        Link("owner", to="people.user"),
        Link("team", to="people.team", read_only=True),
    ],
    rows=Rows(own="owner", team="team", shared=True),
)
extra = Extension("sample.place", PlaceExtra, (Text("motto", search=True),))
places = plain.extended(extra)
visits = Resource(
    Visit,
    label=_("Visits"),
    label_one=_("Visit"),
    title="name",
    order=["id"],
    fields=[Text("name", search=True), Link("place", to="sample.place")],
    rows=Rows(through=("place",)),
)


def house(host: Host) -> Host:
    """The host with places and visits."""
    from dataclasses import replace

    return replace(host, resources={r.name: r for r in (places, visits)}, team_of=OWNERS.get)


def person(
    host: Host,
    number: int = 1,
    scope: Scope = Scope.OWN,
    *,
    reveal: bool = True,
    hidden: frozenset[str] = frozenset(),
) -> Actor:
    """User `number` with every right on places and visits up to `scope`."""
    grants = {f"{r.name}.{verb}": scope for r in (places, visits) for verb in VERBS}
    if reveal:
        grants["sample.place.reveal"] = Scope.ALL
    team = OWNERS[number]
    return Actor(
        number,
        f"User {number}",
        host,
        team=team,
        subtree=frozenset({team}),
        grants=grants,
        hidden={places.name: hidden},
    )


def place(actor: Actor, name: str, **values: Any) -> int:
    """A new place."""
    made = create(actor, places, {"name": name, **values}).ref
    assert made is not None
    return made.id


def share(record: int, user: int, until: Any = None, kind: str = "sample.place") -> None:
    """Let a user see one record."""
    Collaborator.insert(
        kind=kind,
        record_id=record,
        user_id=user,
        level=1,
        created_at=0,
        until=to_ms(until) if until else None,
    ).execute()


def texts(seed: int, number: int) -> Iterator[dict[str, Any]]:
    """Values of `number` places, every run the same."""
    chance = random.Random(seed)
    for each in range(number):
        name = (
            " ".join(chance.sample(WORDS, 2)) if chance.random() < 0.7 else "".join(chance.sample(GIVEN, 5))
        )
        values: dict[str, Any] = {"name": name.strip(), "owner": chance.choice([1, 2, 3, 4, None])}
        if chance.random() < 0.6:
            values["nick"] = chance.choice(SURNAMES) + "".join(chance.sample("玉兰文伟强梅晓林", 2))
        if chance.random() < 0.5:
            values["phone"] = chance.choice(
                [f"+86138{13800000 + each * 7919 % 10**6:08d}", f"0571-{88000000 + each:08d}"]
            )
        if chance.random() < 0.5:
            values["secret"] = f"+86139{55500000 + each:08d}"
        if chance.random() < 0.3:
            values["motto"] = chance.choice(WORDS) + " 诚信"
        if chance.random() < 0.2:
            values["remark"] = "第一行\nsecond line " + chance.choice(WORDS)
        yield values
