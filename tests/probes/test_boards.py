"""A board whose columns are linked records: boards beside each other, a move that is a change of its own, gates, stale cards."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from guanxi.data.fields import MoneyField, Percent
from guanxi.records.actor import Actor
from guanxi.records.standard import create
from guanxi.testing.house import ADDRESS, Built, Client, user_id

BOARD = "/probe/matters/board/"


@dataclass
class World:
    """The probe's house with two routes, and what it takes to look at and move a matter."""

    built: Built
    actor: Actor
    client: Client
    phases: dict[str, int]

    def matter(self, name: str, phase: str = "First", **values: Any) -> int:
        """A matter of the first route; returns its id."""
        return self.made("matter", name=name, route=1, phase=self.phases[phase], **values)

    def made(self, kind: str, **values: Any) -> int:
        done = create(self.actor, self.built.house.host.resources[f"probe.{kind}"], values)
        assert done.ref is not None
        return done.ref.id

    def move(self, card: int, phase: str, version: int = 1, **form: Any) -> Any:
        """A drop as the script sends it."""
        sent = {"_to": self.phases[phase], "version": version, **form, "csrf_token": self.client.csrf}
        headers = {**self.client.headers, "HX-Request": "true"}
        return self.client.flask.post(f"{BOARD}{card}/move", base_url=ADDRESS, headers=headers, data=sent)

    def cards(self, query: str = "") -> dict[str, str]:
        """The markup of the columns by their name."""
        parts = re.split(r'<section class="column"', self.client.get(f"{BOARD}{query}").text)[1:]
        return {re.findall(r"<h2[^>]*>([^<]*)", part)[0]: part for part in parts}


@pytest.fixture
def world(probed: Built, client_of: Callable[..., Client]) -> World:
    actor = probed.house.actor(user_id("admin"))
    assert actor is not None
    found = World(probed, actor, client_of("admin", at=probed.app), {})
    for route in ("Short", "Long"):
        found.made("route", name=route)
    for name, route, days in (("First", 1, 3), ("Closed", 1, None), ("Elsewhere", 2, None)):
        found.phases[name] = found.made("phase", name=name, route=route, limit_days=days)
    return found


def test_columns_are_the_linked_records_that_the_plugin_names(world: World) -> None:
    card = world.matter("Bridge")
    shown = world.cards()
    assert list(shown) == ["First", "Closed"] and f'data-card="{card}"' in shown["First"]
    assert list(world.cards("?route=2")) == ["Elsewhere"]
    page = world.client.get(BOARD).text
    ways = re.findall(r'<a href="([^"]*)"(?: aria-current="page")?>(Short|Long)</a>', page)
    assert [(unescape(href), label) for href, label in ways] == [
        (f"{BOARD}?route=1", "Short"),
        (f"{BOARD}?route=2", "Long"),
    ]


def test_a_drop_is_the_plugins_change_whose_gate_asks_for_just_what_is_missing(world: World) -> None:
    card = world.matter("Bridge")
    asked = world.move(card, "Closed")
    assert asked.status_code == 422 and "Say why it is closed." in asked.text
    assert re.findall(r'name="_field" value="([^"]*)"', asked.text) == ["why"]
    assert f'data-card="{card}"' in world.cards()["First"]
    done = world.move(card, "Closed", _field="why", why="Built", name="Smuggled in")
    assert done.status_code == 200 and f'data-column="{world.phases["Closed"]}"' in done.text
    assert "Bridge" in world.cards()["Closed"]
    back = world.move(card, "First", version=2)
    assert back.status_code == 409 and "Bridge is closed." in back.text


def test_heads_sum_each_currency_apart_and_weigh_it(world: World) -> None:
    for amount, chance in (("CNY 100.10", "50"), ("CNY 0.30", "10"), ("USD 7", None)):
        value = MoneyField("amount").parse(amount)
        world.matter("Bridge", amount=value, chance=Percent("chance").parse(chance))
    heads = world.client.get(f"{BOARD}heads").text
    sums = re.findall(r'<p class="column-total[^"]*"[^>]*>(.*?)</p>', heads, re.S)
    texts = [re.sub(r"<[^>]*>", "", each).strip() for each in sums]
    assert "100.40" in texts[0] and "7.00" in texts[0] and "50.08" in texts[1]


def test_a_card_that_stays_longer_than_its_column_allows_is_stale(world: World) -> None:
    card = world.matter("Bridge")
    host = world.built.house.host
    today, model = host.clock().date(), host.resources["probe.matter"].model
    for days, stale in ((3, False), (4, True)):
        model.update(since=today - timedelta(days=days)).where(model.id == card).execute()
        assert ("4 days" in world.cards()["First"]) is stale
