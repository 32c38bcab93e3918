"""The whole app with every installed plugin and the demo staff, and a browser that sends forms as a page would."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from guanxi.app import create_app
from guanxi.composition import House, compose
from guanxi.config import load
from guanxi.data.database import row
from guanxi.people.demo import make_demo_staff
from guanxi.people.passwords import SMALL, Passwords
from guanxi.plugins import lifecycle
from guanxi.plugins.discovery import installed
from guanxi.records.actor import Actor
from guanxi.testing.databases import Database
from guanxi.testing.house import Built
from guanxi.testing.outcomes import Uses

ADDRESS = "http://crm.example:8000"


class Site:
    """The app with its demo staff: `sign_in` opens a browser, `actor` gives somebody who may call changes."""

    def __init__(self, built: Built, words: dict[str, str], uses: Uses) -> None:
        self.house, self.app, self.words, self.uses = built.house, built.app, words, uses

    @classmethod
    def anew(cls, database: Database, folder: Path, uses: Uses, **values: Any) -> Site:
        """One that nobody has used, its files in `folder`, with every plugin that is installed by now; `values` go to `compose`."""
        env = {"GUANXI_DATA": str(folder), "GUANXI_DATABASE": database.url, "GUANXI_BASE_URL": ADDRESS}
        config, passwords = load(env, folder=folder), Passwords(SMALL)
        for manifest in installed():
            lifecycle.enable(manifest.name, now=values["clock"](), with_needs=True)
        words = dict(make_demo_staff(compose(config, **values).host, passwords))
        house = compose(config, **values)
        return cls(Built(house, create_app(house, passwords=passwords), passwords), words, uses)

    def composed(self) -> House:
        """The house anew, as a process makes it when a plugin or a setting has changed."""
        host = self.house.host
        return compose(self.house.config, clock=host.clock, new_id=host.new_id, nonce=host.nonce)

    def guest(self) -> Browser:
        """A browser in which nobody is signed in."""
        return Browser(self.app, self.uses)

    def actor(self, name: str) -> Actor:
        """The actor of the demo user ``NAME@demo.example`` with today's rights."""
        found = row("SELECT id FROM people_user WHERE mail = ?", (f"{name}@demo.example",))
        actor = self.house.actor(found[0]) if found else None
        if actor is None:
            raise LookupError(f"there is no demo user {name}; there are {', '.join(self.words)}")
        return actor

    def sign_in(self, name: str) -> Browser:
        """A browser in which the demo user ``NAME@demo.example`` is signed in."""
        browser, mail = Browser(self.app, self.uses), f"{name}@demo.example"
        browser.get("/sign-in")
        browser.post("/sign-in", name=mail, password=self.words[mail])
        return browser


class Browser:
    """Keeps cookies, sends the token of the last page and the origin that a browser would send."""

    def __init__(self, app: Flask, uses: Uses) -> None:
        self.client, self.uses, self.token = app.test_client(), uses, ""

    def get(self, path: str, **headers: str) -> TestResponse:
        self.uses.record("page")
        return self._seen(self.client.get(path, base_url=ADDRESS, headers=headers))

    def post(self, path: str, **form: Any) -> TestResponse:
        """Send a form; bytes are sent as a file called ``data.csv``."""
        self.uses.record("page")
        data = {
            name: (io.BytesIO(value), "data.csv") if isinstance(value, bytes) else value
            for name, value in {**form, "csrf_token": self.token}.items()
        }
        headers = {"Origin": ADDRESS, "Referer": f"{ADDRESS}/"}
        return self._seen(self.client.post(path, base_url=ADDRESS, headers=headers, data=data))

    def _seen(self, answer: TestResponse) -> TestResponse:
        if found := re.search(r'name="csrf_token" value="([^"]+)"', answer.text):
            self.token = found[1]
        return answer


def inputs(html: str) -> dict[str, str]:
    """What a browser would send of the main form: text inputs, chosen options, checked boxes."""
    form = html[html.index('id="form"') :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = _of(tag, "name"), _of(tag, "value")
        if name and (
            re.search(r"\schecked\b(?!=)", re.sub(r'"[^"]*"', "", tag))
            or not re.search(r'type="(radio|checkbox|file)"', tag)
        ):
            found[name] = value
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = unescape(chosen[1]) if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(text)
    return found


def field_row(html: str, name: str) -> str:
    """The opening tag of the row in which the form shows a field; empty where the form has no such field."""
    found = re.search(
        rf'<div class="field[^>]*>(?=(?:(?!<div class="field).)*?name="{name}")', html, re.DOTALL
    )
    return found[0] if found else ""


def _of(tag: str, attribute: str) -> str:
    found = re.search(rf'\b{attribute}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""
