"""One field edit in place, one edit by form and one create through the finished app, from the request of a signed-in
seller to its answer, beside the same statements by raw driver on a twin database and one page.

A form's answer leads to the record page, which is a figure of its own: beside its own statements and the same page.
`bare` is the floor without its page: the statements and bare Flask.
"""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

from bench import floors, house
from bench.client import Client
from bench.figure import Figure, Line
from bench.measure import round_ms
from bench.recording import Statement, recorded
from bench.stores import Stores
from bench.write_floors import write_app

TARGET = 3.0
ROUNDS, TIMES, WARM = 7, 60, 12
PRAGMAS = ("PRAGMA synchronous = normal", "PRAGMA foreign_keys = 1")
COMPANIES = "/contacts/companies"
Way = Callable[[], Any]


def edit_page(client: Client) -> Way:
    """The phone of one company, edited in place."""
    form, version = _form(client), count(_version(client))
    address = f"{COMPANIES}/1/field/city"

    def write() -> None:
        number = next(version)
        client.post(address, form | {"version": number, "city": f"Town {number}"}, HTTP_HX_REQUEST="true")

    return write


def edit_form(client: Client) -> Way:
    """The whole form of one company, of which one field differs."""
    form, version = (
        _form(client) | house.FIRST | {"name": "Heng Run", "customer_type": "company"},
        count(_version(client)),
    )

    def write() -> None:
        number = next(version)
        client.post(f"{COMPANIES}/1/edit", form | {"version": number, "city": f"Town {number}"})

    return write


def create_page(client: Client) -> Way:
    """A new company by form."""
    form, numbers = _form(client) | house.FIRST | {"customer_type": "company"}, count()

    def write() -> None:
        number = next(numbers)
        client.post(f"{COMPANIES}/new", form | {"name": f"Number {number}", "once": f"key-{number}"})

    return write


def edit_rest(client: Client) -> Way:
    """The city of one company, by a program with a token."""
    bearer, version = house.bearer(client), count(_version(client))

    def write() -> None:
        number = next(version)
        body = json.dumps({"version": number, "city": f"Town {number}"}).encode()
        client.send("PATCH", f"/api/v1{COMPANIES}/1", body, HTTP_AUTHORIZATION=bearer)

    return write


def create_rest(client: Client) -> Way:
    """A new company, by a program with a token and an Idempotency-Key."""
    bearer, numbers = house.bearer(client), count()

    def write() -> None:
        number = next(numbers)
        body = json.dumps(house.FIRST | {"name": f"Number {number}"}).encode()
        key = {"HTTP_AUTHORIZATION": bearer, "HTTP_IDEMPOTENCY_KEY": f"key-{number}"}
        client.send("POST", f"/api/v1{COMPANIES}", body, **key)

    return write


def record_page(client: Client) -> Way:
    """The page of one company with a history."""
    return lambda: client.get(f"{COMPANIES}/2")


WAYS: dict[str, tuple[Callable[[Client], Way], float]] = {
    "edit_page": (edit_page, TARGET),
    "edit_form": (edit_form, TARGET),
    "create_page": (create_page, TARGET),
    "edit_rest": (edit_rest, TARGET),
    "create_rest": (create_rest, TARGET),
    "record_page": (record_page, 4.0),
}


def measure(family: str, stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each way of this family."""
    only = os.environ.get("ONLY", "")
    for name, (prepare, target) in WAYS.items():
        if name.startswith(family) and (not only or name.startswith(only)):
            yield _line(stores, engine, name, prepare, target)


def _line(stores: Stores, engine: str, name: str, prepare: Callable[[Client], Way], target: float) -> Line:
    built = house.built(stores, engine, name)
    twin = stores.copy(built.url, f"{name}_twin")
    with built.app() as app, recorded() as statements:
        client = built.browser(app)
        way, floor = prepare(client), floors.Floor(twin)
        client.keeps = False
        for pragma in PRAGMAS if engine == "sqlite" else ():
            floor.run(pragma, ())
        found = _interleaved(way, floor, statements)
        floor.close()
    note = f" statements={found['statements']:.0f} bare={found['bare']:.3g}ms hello={found['hello']:.3g}ms"
    return Line(name, engine, found["value"], found["floor"], target, note=note)


def _interleaved(way: Way, floor: floors.Floor, statements: list[Statement]) -> dict[str, float]:
    """Medians of rounds in which the app writes, and the floor then writes the same to the twin."""
    requests: list[list[Statement]] = []
    app = write_app(floor, requests)
    least, bare, hello = (
        floors.caller(app, 1),
        floors.caller(app, 1, "/bare"),
        floors.caller(floors.hello_app()),
    )

    def write() -> None:
        way()
        requests.append(statements.copy())
        statements.clear()

    requests.append(statements.copy())
    statements.clear()
    bare()
    for _warm in range(WARM):
        write()
        least(), hello()
    found: dict[str, list[float]] = {name: [] for name in ("value", "floor", "bare", "hello")}
    for _round in range(ROUNDS):
        for replayed, name in ((least, "floor"), (bare, "bare")):
            found["value"].append(round_ms(write, TIMES, house.backend_pid()))
            found["statements"] = [len(requests[-1])]
            found[name].append(round_ms(replayed, TIMES, floor.backend))
        found["hello"].append(round_ms(hello, TIMES, None))
    return {name: statistics.median(values) for name, values in found.items()}


def _form(client: Client) -> dict[str, Any]:
    return {"csrf_token": house.token(client, "/account")}


def _version(client: Client) -> int:
    return 1 + house.EDITS


FIGURES = tuple(Figure(name, partial(measure, name)) for name in ("edit", "create", "record"))
