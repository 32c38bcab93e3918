"""A mail server that keeps what it is handed, on a free port of this machine."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest


@dataclass
class MailSink:
    """What was handed over: `raw` as it came, `messages` read, `to` the addresses of each; `answer` is said to each mail."""

    port: int = 0
    answer: str = "250 kept"
    raw: list[bytes] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        """The address of the server."""
        return "127.0.0.1"

    @property
    def messages(self) -> list[EmailMessage]:
        """The mails, read."""
        return [message_from_bytes(raw, policy=default) for raw in self.raw]


@pytest.fixture
def mail_sink() -> Iterator[MailSink]:
    """A mail server without encryption: set GUANXI_MAIL_HOST, GUANXI_MAIL_PORT and GUANXI_MAIL_TLS=none to reach it."""
    sink = MailSink()

    class Conversation(_Conversation):
        kept = sink

    with socketserver.ThreadingTCPServer((sink.host, 0), Conversation) as server:
        server.daemon_threads = True
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()


class _Conversation(socketserver.StreamRequestHandler):
    """One connection in the words of RFC 5321."""

    kept: MailSink

    def handle(self) -> None:
        self._say("220 sink")
        self.to: list[str] = []
        while line := self.rfile.readline():
            word, _blank, rest = line.decode("utf-8").strip().partition(" ")
            spoken: Any = getattr(self, f"_{word.lower()}", None)
            if spoken is None:
                self._say("502 not known")
            elif spoken(rest) == "over":
                return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _ehlo(self, rest: str) -> None:
        self._say("250-sink\r\n250-AUTH PLAIN\r\n250-SMTPUTF8\r\n250 8BITMIME")

    def _auth(self, rest: str) -> None:
        _nothing, name, word = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.kept.signed_in.append(f"{name}:{word}")
        self._say("235 known" if word == "right" else "535 wrong password")

    def _mail(self, rest: str) -> None:
        self.to = []
        self._say("250 ok")

    def _rcpt(self, rest: str) -> None:
        self.to.append(rest[rest.index("<") + 1 : rest.index(">")])
        self._say("250 ok")

    def _data(self, rest: str) -> None:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.kept.answer.startswith("2"):
            self.kept.raw.append(b"".join(lines))
            self.kept.to.append(self.to)
        self._say(self.kept.answer)

    def _rset(self, rest: str) -> None:
        self._say("250 ok")

    def _quit(self, rest: str) -> str:
        self._say("221 bye")
        return "over"
