"""Web processes are killed at random while people write: what was acknowledged is there, nothing half-written, nothing twice."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from house_under_attack import LONG, Site
from test_faults import disagreements

from guanxi.data.database import rows
from guanxi.people.tokens import make_token
from guanxi.records.host import new_id, nonce, now
from guanxi.testing.broker import free_port
from guanxi.testing.served import Served, descendants, whole_server
from guanxi.testing.tries import Tries

COUNTED = "kills of web processes"
KILLS, WRITERS, PROCESSES, LIMIT_S = 250 if LONG else 4, 3, 2, 300
PLACES = {"companies": "/api/v1/contacts/companies", "interactions": "/api/v1/contacts/interactions"}


class Writer(Thread):
    """Creates a company, changes it and notes a call about it, again and again; repeats what was not answered."""

    def __init__(self, number: int, port: int, token: str, due: str) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.token, self.due = number, port, token, due
        self.over, self.chance = Event(), random.Random(number)
        self.acknowledged: dict[int, str] = {}
        self.noted: list[int] = []
        self.wrong: list[str] = []
        self.repeated = 0
        self.broken = ""

    def run(self) -> None:
        """Write until told that it is over; what was begun is brought to its end."""
        turn = 0
        while not self.over.is_set() and not self.broken:
            turn += 1
            try:
                self.write(f"{self.number}-{turn}")
            except (
                LookupError,
                ValueError,
                TimeoutError,
            ) as error:  # told by the test, not by a thread that is gone
                self.broken = self.broken or repr(error)

    def write(self, name: str) -> None:
        """A company, its second version, and a call whose next day plans an activity in the same change."""
        made = self.ask("POST", PLACES["companies"], {"name": name}, {"Idempotency-Key": f"c{name}"})
        self.acknowledged[made["id"]] = name
        changed = {"name": f"{name} changed", "version": made["version"]}
        self.ask("PATCH", f"{PLACES['companies']}/{made['id']}", changed, {"Idempotency-Key": f"e{name}"})
        self.acknowledged[made["id"]] = f"{name} changed"
        call = {
            "about": [f"contacts.company/{made['id']}"],
            "kind": "call",
            "summary": name,
            "next_on": self.due,
        }
        noted = self.ask("POST", PLACES["interactions"], call, {"Idempotency-Key": f"n{name}"})
        self.noted.append(noted["id"])

    def ask(self, method: str, path: str, content: dict[str, Any], more: dict[str, str]) -> dict[str, Any]:
        """The answer to a request, which is sent again with its key until there is one."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **more}
        limit = time.monotonic() + LIMIT_S
        while time.monotonic() < limit:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
            try:
                connection.request(method, path, json.dumps(content), headers)
                answer = connection.getresponse()
                text = answer.read().decode()
            except (OSError, http.client.HTTPException):
                self.repeated += 1
                self.over.wait(0.02)
                continue
            finally:
                connection.close()
            if answer.status in (200, 201):
                return json.loads(text)  # type: ignore[no-any-return]
            self.broken = f"{method} {path}: {answer.status} {text[:300]}"
            raise TimeoutError(self.broken)
        self.broken = f"{method} {path} was never answered"
        raise TimeoutError(self.broken)


def web_processes(served: Served) -> list[int]:
    """The processes that answer: the web server's own children, which have none themselves."""
    assert served.process is not None
    below = [pid for pid in descendants(served.process.pid) if _is_web(pid)]
    return [pid for pid in below[1:] if descendants(pid) == [pid]]


def _is_web(pid: int) -> bool:
    with suppress(OSError):
        return b"guanxi.web_server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def wait_until(condition: Any) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.02)


def kill_some(served: Served, writers: list[Writer], tries: Tries) -> None:
    """Kill a random web process again and again, each time when every writer has got something since the last."""
    chance = random.Random(11)
    for _kill in range(KILLS):
        before = [len(writer.noted) for writer in writers]
        wait_until(
            lambda before=before: (
                any(w.broken for w in writers)
                or all(len(w.noted) > had for w, had in zip(writers, before, strict=True))
            )
        )
        time.sleep(chance.random() / 10)
        wait_until(lambda: web_processes(served))
        with suppress(ProcessLookupError):
            os.kill(chance.choice(web_processes(served)), signal.SIGKILL)
        tries.add(COUNTED)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_was_acknowledged_is_there_once_and_whole_whatever_is_killed(
    db: Any, tmp_path: Path, tries: Tries
) -> None:
    site = Site(db.url, tmp_path, clock=now, new_id=new_id, nonce=nonce)
    seller = site.staff["seller.shanghai"]
    token = make_token(site.house.host, seller, "writer", ("read", "write"))
    due = (now() + timedelta(days=2)).date().isoformat()
    with whole_server(tmp_path, db.url, free_port(), workers=PROCESSES) as served:
        served.until("/ready")
        writers = [Writer(number, served.port, token, due) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        kill_some(served, writers, tries)
        for writer in writers:
            writer.over.set()
        for writer in writers:
            writer.join(LIMIT_S)
    assert [writer.broken for writer in writers] == [""] * WRITERS
    assert sum(writer.repeated for writer in writers), "no request was hit"
    check(site, writers)


def check(site: Site, writers: list[Writer]) -> None:
    """Everything acknowledged is there as it was answered, once; and whole, as the journal has it."""
    kept = dict(rows("SELECT id, name FROM contacts_company"))
    assert {key: kept.get(key) for w in writers for key in w.acknowledged} == {
        key: name for w in writers for key, name in w.acknowledged.items()
    }
    stems = Counter(name.removesuffix(" changed") for name in kept.values())
    mine = {stem: times for stem, times in stems.items() if stem[:2] in {f"{n}-" for n in range(WRITERS)}}
    assert set(mine.values()) == {1}
    calls = dict(rows("SELECT id, summary FROM contacts_interaction"))
    assert {key for writer in writers for key in writer.noted} <= calls.keys()
    assert set(Counter(calls.values()).values()) == {1}
    planned = Counter(key for (key,) in rows("SELECT subject FROM work_activity"))
    assert sum(planned.values()) == len(calls), "a call without its activity, or an activity without its call"
    assert disagreements(site) == []
