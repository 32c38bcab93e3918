"""Every step of the scripted day of a seller and a lead, from the request to the last byte of what it leads to, beside the floor
page of bench.day_floor (what sums: beside its own SQL, too); and the lists of deals at another size beside the same at 100,000.

ONLY=day_seller_07 takes one step, ONLY=day_lead the day of one of them, SIZE=10k a smaller house, SIZE=1m ONLY=day_lists the lists.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from flask import Flask

from bench import customers, day_seed, floors, house
from bench.client import HOST, Client
from bench.day import LEAD_DAY, SELLER_DAY, Step
from bench.day_floor import LEAST, DealFloor, More, page_app
from bench.figure import Figure, Line
from bench.house import Built, backend_pid
from bench.measure import cpu_ms
from bench.recording import recorded
from bench.stores import Stores
from guanxi.data.chinese.pinyin import toneless
from guanxi.data.database import database, row, rows
from guanxi.records.gate import row_set
from guanxi.records.host import now

TARGET, WORST, SUMS, SEVERAL = 3.0, 4.0, 1.5, 20
DRAWN = re.compile(r'<tr id="r|data-card="|<li class="todo')
DAYS: dict[str, tuple[int, tuple[Step, ...]]] = {
    "seller": (customers.SELLER, SELLER_DAY),
    "lead": (customers.LEAD, LEAD_DAY),
}
LARGE, GROWTH = 1_000_000, {"sqlite": 1.3, "postgresql": 1.4}
LISTS = {
    "changed": "/sales/deals/",
    "name": "/sales/deals/?sort=name",
    "open": "/sales/deals/?quick=open",
    "stage": "/sales/deals/?stage=2",
}
READERS = {**DAYS, "administrator": (customers.ADMINISTRATOR, ())}


@dataclass
class Acting:
    """Somebody in his browser, with the things that his steps name."""

    client: Client
    things: dict[str, Any]
    token: str

    def taker(self, step: Step) -> Callable[[], str]:
        """A call takes the step once; it refuses an answer that does not hold what it must."""
        numbers, version = count(), self._version(step)

        def take() -> str:
            n = next(numbers)
            words = {
                **self.things,
                "n": f"{os.getpid()}-{id(numbers)}-{n}",
                "version": version + n,
                "turn": 1 + n % 2 * 2,
                "either": self.things["others"][n % 2],
            }
            text = self._sent(step, words)
            wanted = step.shows.format(**words)
            if wanted not in text:
                raise RuntimeError(
                    f"{step.words} {step.asks.format(**words)} does not show {wanted}: {text[:2000]}"
                )
            return text

        return take

    def _sent(self, step: Step, words: dict[str, Any]) -> str:
        headers = {"HTTP_HX_REQUEST": "true"} if step.part else {}
        if step.at:
            headers["HTTP_REFERER"] = f"http://{HOST}{step.at}"
        address = step.address.format(**words)
        if step.method == "GET":
            return self.client.get(address, **headers)
        form: dict[str, Any] = {name: text.format(**words) for name, text in step.form.items()}
        if "id" in form:
            form["id"] = form["id"].split()
        text = self.client.post(address, form | {"csrf_token": self.token}, **headers)
        return self.client.get(self.client.location) if self.client.location else text

    def _version(self, step: Step) -> int:
        if step.writes is None:
            return 0
        table, thing = step.writes
        found = row(f"SELECT version FROM {table} WHERE id = ?", (self.things[thing],))
        assert found is not None
        return int(found[0])


def acting(built: Built, app: Flask, who: str) -> Acting:
    """One of the two in a new browser."""
    user, _steps = DAYS[who]
    client = customers.browser(built, app, user)
    token = house.token(client, "/account")
    client.keeps = False
    return Acting(client, _things(user), token)


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each step."""
    only = os.environ.get("ONLY", "")
    if only.startswith("day_lists"):
        return
    built = day_seed.at_work(stores, engine, size)
    with built.app() as app:
        floor = DealFloor(built.url).prepared()
        for who, (user, steps) in DAYS.items():
            reach = _reach(built, user)
            for number, step in enumerate(steps, start=1):
                title = f"day_{who}_{number:02}"
                if not only or title.startswith(only):
                    yield _line(title, built, app, floor, reach, who, step)
        floor.close()


def _line(
    title: str, built: Built, app: Flask, floor: DealFloor, reach: dict[str, Any], who: str, step: Step
) -> Line:
    database.close_all()  # else the pool may change the connection, and with it the backend, while it is measured
    person = acting(built, app, who)
    take = person.taker(step)
    text, more = _least(person, step, take)
    least = floors.caller(page_app(floor, reach, more), DAYS[who][0])
    found = cpu_ms({"value": take, "floor": least}, {"value": backend_pid(), "floor": floor.backend})
    worst = " WORSE THAN 4" if found["value"] > WORST * found["floor"] else ""
    note = f" rows={more.rows} {len(text) // 1000}kB {step.words}{worst}"
    return Line(title, built.engine, found["value"], found["floor"], SUMS if step.sums else TARGET, note=note)


def _least(person: Acting, step: Step, take: Callable[[], str]) -> tuple[str, More]:
    """An answer to the step, and what its floor has to do besides the list."""
    take()  # what is asked of the database but once is kept from here on
    with recorded() as statements:
        text = take()
    written = (step.writes[0], person.things[step.writes[1]], step.adds) if step.writes else None
    return text, More(max(LEAST, len(DRAWN.findall(text))), written, statements if step.sums else ())


def _reach(built: Built, user: int) -> dict[str, Any]:
    made = built.house()
    actor = made.actor(user)
    assert actor is not None
    found = row_set(actor, made.host.resources["sales.deal"])
    return {
        "everything": found.everything,
        "teams": list(found.teams),
        "owners": list(found.owners),
        "shared": found.shared.params if found.shared else None,
    }


def _things(user: int) -> dict[str, Any]:
    """What the steps of a user name: of his team, his own first, the customer with the longest history, open deals of nobody else named."""
    (team,) = row("SELECT team_id FROM people_user WHERE id = ?", (user,)) or (None,)
    colleagues = (
        f"SELECT id FROM people_user WHERE team_id = {team} AND id <> {user} ORDER BY id DESC LIMIT 2"
    )
    others = _ids(colleagues) or [user, user]
    living = f"team_id = {team} AND deleted_at IS NULL"
    first = f"ORDER BY CASE WHEN owner_id = {user} THEN 0 ELSE 1 END"
    work = f"{living} AND state = 'open' AND (owner_id = {user} OR owner_id NOT IN ({others[0]}, {others[1]})) {first}, id"
    (customer, name), *_more = rows(
        f"SELECT id, name FROM contacts_company WHERE {living} {first}, bought_count DESC, id LIMIT 1"
    )
    moment = "SELECT at FROM about WHERE kind = 'contacts.company' AND record_id = ? ORDER BY at DESC, id DESC LIMIT 1 OFFSET 2"
    view = "SELECT id FROM work_view WHERE owner_id = ?"
    today = now().date()
    return {
        "customer": customer,
        "name": name,
        "following": _ids(f"SELECT id FROM contacts_company WHERE {living} {first}, id LIMIT 2")[-1],
        "deal": _ids(f"SELECT id FROM sales_deal WHERE {work} LIMIT 1")[0],
        "card": _ids(
            f"SELECT id FROM sales_deal WHERE {work.replace(living, f'{living} AND stage_id IN (2, 4, 5)')} LIMIT 2"
        )[-1],
        "activity": _ids(f"SELECT id FROM work_activity WHERE {work} LIMIT 1")[0],
        "colleague": others[0],
        "others": others,
        "view": _ids(view, user)[0] if _ids(view, user) else 0,
        "typed": "".join(toneless(name.partition(" ")[0], "company").split(" ")),
        "several": " ".join(
            map(str, _ids(f"SELECT id FROM sales_deal WHERE {living} {first}, id LIMIT {SEVERAL}"))
        ),
        "before": f"{_ids(moment, customer)[0]}.999999999-",
        "today": today,
        "soon": today + timedelta(days=3),
    }


def _ids(sql: str, *params: Any) -> list[int]:
    return [int(found) for (found,) in rows(sql, params)]


def measure_lists(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """The lists of deals at SIZE=1m beside the same at 100,000."""
    only = os.environ.get("ONLY", "")
    if size != LARGE:
        return
    few, many = (day_seed.deals_alone(stores, engine, each) for each in (100_000, size))
    for reader, (user, _steps) in READERS.items():
        for name, address in LISTS.items():
            title = f"day_lists_{name}_{reader}"
            if not only or title.startswith(only):
                yield _grown(title, few, many, user, address)


def _grown(title: str, few: Built, many: Built, user: int, address: str) -> Line:
    found = [_alone(built, user, address) for built in (many, few)]
    return Line(title, many.engine, found[0], found[1], GROWTH[many.engine], note=f" {address}")


def _alone(built: Built, user: int, address: str) -> float:
    """CPU milliseconds of one list; a process is bound to one database at a time."""
    with built.app() as app:
        database.close_all()
        client = customers.browser(built, app, user)
        way = {"page": lambda: client.get(address)}
        way["page"]()
        return cpu_ms(way, {"page": backend_pid()})["page"]


FIGURES = (Figure("day", measure, large=True), Figure("day_lists", measure_lists, large=True))
