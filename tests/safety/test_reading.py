"""Reading changes nothing: no GET, HEAD or OPTIONS of any route writes, whatever stands in its address."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from digest import differences, digest
from house_under_attack import LONG, NOBODY, Site, Standing, is_sqlite

from guanxi.testing.tries import Tries

COUNTED = "reading changes nothing"
ASKED = (
    "",
    "after=garbage",
    "before=garbage",
    "after=W10&before=W10",
    "after=" + "A" * 4001,
    "after=%00",
    "sort=nothing",
    "sort=-name",
    "limit=99999999999999999999",
    "exact&q=x&quick=mine",
    "f=name&o=eq&v=x",
    "f=name&f=city&o=drop&v=x",
    "c=id&c=version",
    "delete=1&restore=1&undo=1&_method=POST",
    "display",
    "name=x&csrf_token=x&version=1&once=x",
    "filter=" + quote('[{"field":"name","op":"eq","value":"x"}]'),
    "filter=" + quote("[" * 5000),
    "count=exact&totals=turnover&group=customer_type",
    "next=//evil.example&language=zh&theme=dark",
)


def reads(site: Site, standing: Standing) -> Iterator[str]:
    """The address of every route that is read, for records that are there, in the bin, and missing."""
    adapter = site.app.url_map.bind("crm.example")
    for endpoint, route in site.routes.items():
        if "GET" not in route.methods:
            continue
        arguments = site.app.url_map._rules_by_endpoint[endpoint][0].arguments
        resource = endpoint.removeprefix("rest.").rpartition(".")[0]
        kept = standing.of(resource)[1:2]
        for record in [*(k.id for k in kept), Standing.MISSING] if "id" in arguments else [0]:
            names = ["unknown"] if resource not in site.resources else [*site.resources[resource].by_name][:2]
            for name in names if "name" in arguments else [""]:
                values = {"id": record, "name": name, "token": "unknown", "role": 1}
                yield adapter.build(endpoint, {k: v for k, v in values.items() if k in arguments})


METHODS = ("HEAD", "OPTIONS", "GET")
"""Sent with a form that nobody should read: each address with one of them; ``LONG=1``: with all."""


def asked_of(actor: str, number: int) -> tuple[str, ...]:
    """What is asked of an address: a third of all, on the second database an eighth, so that as many alike get all."""
    asked = ASKED if actor == "admin" else ASKED[:3]
    every = 1 if LONG else 3 if is_sqlite() else 8
    return asked[number % every :: every]


@pytest.mark.long
def test_reading_writes_nothing(site: Site, standing: Standing, tries: Tries) -> None:
    for actor in ("admin", "seller.shanghai", NOBODY):
        browser = site.browser(actor)
        before = digest()
        for number, path in enumerate(reads(site, standing)):
            for asked in asked_of(actor, number):
                tries.add(COUNTED)
                assert browser.get(f"{path}?{asked}").status_code < 500, f"{path}?{asked}"
            for turn, method in enumerate(METHODS):
                if not LONG and turn != number % len(METHODS):
                    continue
                forms = ({}, {"name": "Wang Wang", "position": "x", "version": "1"})
                for form in forms if LONG else [forms[number // len(METHODS) % 2]]:
                    tries.add(COUNTED)
                    assert browser.send(method, path, data=form).status_code < 500, (method, path)
        assert not differences(before), actor
