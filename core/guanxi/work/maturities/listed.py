"""What matures in somebody's due list, or in those of his team: of what was told, as long as he sees it and the date is still that one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from guanxi.data.columns import to_ms
from guanxi.data.database import as_set, in_set, rows, run, write_transaction
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.titles import format_of, titles_for
from guanxi.work.maturities.declared import Maturing, maturing
from guanxi.work.maturities.words import name_of
from guanxi.work.notifications.packing import packed, unpacked

AT_ONCE, MOST_READ = 100, 500
SHOWN_AFTER = timedelta(days=90)
_OPEN = """SELECT m.id, m.kind, m.record_id, m.field, m.day, m.whole_kind, m.whole_id, i.user_id
           FROM work_maturity_item i JOIN work_maturity m ON m.id = i.maturity_id
           WHERE {whose} AND i.done_at IS NULL AND i.day >= ? ORDER BY i.day, i.maturity_id, i.user_id LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One maturity in the words of its reader: `name` of the record, `field` the label of the date, `users` in whose lists it stands."""

    id: int
    record: Ref
    name: str
    field: str
    day: date
    users: tuple[int, ...]


def listed(actor: Actor, today: date, *, team: bool = False) -> list[Listed]:
    """The first hundred of which the actor was reminded and that he has not taken off, the earliest first.

    With `team` those of everybody in his team and the teams below, as far as he sees them himself. What came due ninety days
    ago is left out; what he may not see any more, what is closed and what was moved is not there.
    """
    kept, users = dict[int, tuple[Any, ...]](), defaultdict[int, list[int]](list)
    for *each, user in _team(actor, today) if team else _own(actor, today):
        kept[each[0]] = tuple(each)
        users[each[0]].append(user)
    days = _days_now(actor, list(kept.values()))
    found = [each for each in kept.values() if days.get((each[1], each[3]), {}).get(each[2]) == each[4]]
    found = found[:AT_ONCE]
    refs = {(each[1], each[2]) for each in found} | {(each[5], each[6]) for each in found if each[5]}
    titles = titles_for(actor, refs)
    return [_in_words(actor, each, titles, tuple(users[each[0]])) for each in found]


def _own(actor: Actor, today: date) -> list[tuple[Any, ...]]:
    if not actor.grants:
        return []
    return rows(_OPEN.format(whose="i.user_id = ?"), (actor.id, _since(today), MOST_READ))


def _team(actor: Actor, today: date) -> list[tuple[Any, ...]]:
    """The same of those who work in the actor's team and below, one row for each of them."""
    teams = set(actor.subtree) | ({actor.team} if actor.team else set())
    if not actor.grants or not teams:
        return []
    users = f"SELECT id FROM people_user WHERE {in_set('team_id')} AND deleted_at IS NULL"
    sql = _OPEN.format(whose=f"i.user_id IN ({users})")
    return rows(sql, (as_set(teams), _since(today), MOST_READ))


def _since(today: date) -> str:
    return (today - SHOWN_AFTER).isoformat()


def take_off(actor: Actor, maturity: int) -> bool:
    """Take a maturity off the actor's due list; False where it is not there."""
    with write_transaction():
        sql = "UPDATE work_maturity_item SET done_at = ? WHERE maturity_id = ? AND user_id = ? AND done_at IS NULL"
        return bool(run(sql, (to_ms(actor.host.clock()), maturity, actor.id)))


def _days_now(actor: Actor, kept: list[tuple[Any, ...]]) -> dict[tuple[str, str], dict[int, str]]:
    """The dates as they are, by kind and field and by record: one statement for each declared date."""
    ids = defaultdict[tuple[str, str], set[int]](set)
    for each in kept:
        ids[each[1], each[3]].add(each[2])
    wanted = (
        [(each, ids[each.resource.name, each.field.name]) for each in maturing(actor.host)] if ids else []
    )
    return {
        (each.resource.name, each.field.name): {
            key: day.isoformat() for key, day in each.days_of(actor, keys).items()
        }
        for each, keys in wanted
        if keys and _seen(actor, each)
    }


def _seen(actor: Actor, this: Maturing) -> bool:
    """Tell whether the actor sees this field whole."""
    viewing = actor.may(this.resource.permission("view"))
    return viewing and this.field.name in gate.searchable_fields(actor, this.resource)


def _in_words(
    actor: Actor, kept: tuple[Any, ...], titles: dict[tuple[str, int], str], users: tuple[int, ...]
) -> Listed:
    key, kind, record_id, field, day, whole_kind, whole_id = kept
    resource = actor.host.resources[kind]
    whole = Ref(whole_kind, whole_id) if whole_kind else None
    name = name_of(resource, record_id, whole, titled=bool(titles.get((kind, record_id))))
    return Listed(
        id=key,
        record=Ref(kind, record_id),
        name=unpacked(packed(name), format_of(actor), titles),
        field=str(resource.by_name[field].label),
        day=date.fromisoformat(day),
        users=users,
    )
