"""Real worker processes that are killed while messages leave, embedded and over a real broker: everybody gets his mail.

Who gets one twice gets it with the same id, so that a mail program shows one.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from guanxi.data import database as bound
from guanxi.testing.mail import MailSink
from guanxi.work.messages.sending import SEND_JOB

KILLS, MESSAGES, THREADS, LIMIT_S = 3, 20, 4, 180
WORKER = Path(__file__).parents[1] / "jobs" / "quick_worker.py"
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture(params=["embedded", "broker"])
def start_worker(request: Any, db: Any, tmp_path: Path, mail_sink: MailSink) -> Iterator[Start]:
    """Starts worker processes over the test's database and mail server, which are ended by their pid."""
    broker = [request.getfixturevalue("broker").url] if request.param == "broker" else []
    mail = {"HOST": mail_sink.host, "PORT": str(mail_sink.port), "TLS": "none", "FROM": "crm@guanxi.example"}
    environment = {**os.environ, **{f"GUANXI_MAIL_{name}": value for name, value in mail.items()}}
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        bound.close()
        command = [sys.executable, str(WORKER), db.url, str(tmp_path), *broker]
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
    bound.close()


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit, "it did not happen"
        bound.close()
        time.sleep(0.02)


def ended() -> bool:
    return bound.row("SELECT count(*) FROM job WHERE name = ? AND state <> 'done'", (SEND_JOB,)) == (0,)


@pytest.mark.long
def test_everybody_gets_his_mail_whatever_is_killed(
    written: Any, persons: Any, start_worker: Start, mail_sink: MailSink
) -> None:
    chance = random.Random(7)
    messages = [written(persons, subject=f"number {at}") for at in range(MESSAGES)]
    for _kill in range(KILLS):
        before = len(mail_sink.raw)
        worker = start_worker()
        until(lambda before=before: len(mail_sink.raw) > before or ended())  # type: ignore[misc]
        time.sleep(chance.random() / 20)
        worker.kill()
        worker.wait()
    start_worker()
    until(ended)
    assert bound.rows("SELECT state, count(*) FROM work_message GROUP BY state") == [("sent", len(messages))]
    ids: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mail, to in zip(mail_sink.messages, mail_sink.to, strict=True):
        ids[mail["Subject"], to[0]].add(mail["Message-ID"])
    assert len(ids) == MESSAGES * len(persons) and all(len(each) == 1 for each in ids.values())
    assert len(mail_sink.raw) - len(ids) <= KILLS * THREADS
