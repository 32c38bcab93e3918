"""Forged requests: no route that changes anything takes a request without the token of the session that sends it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from digest import differences, digest
from house_under_attack import ADDRESS, Site, Standing
from itsdangerous import URLSafeTimedSerializer
from swept import tried
from test_rights_matrix import UNSAFE

from guanxi.testing.tries import Tries

COUNTED = "csrf"
OTHERS = "f" * 40


def addresses(site: Site, standing: Standing) -> list[tuple[str, str]]:
    """Method and address of every unsafe route, with ids of records that exist."""
    adapter, found = site.app.url_map.bind("crm.example"), []
    for endpoint, route in site.routes.items():
        resource = endpoint.removeprefix("rest.").rpartition(".")[0]
        living = [k.id for k in standing.of(resource) if not k.in_bin] or [1]
        values = {"id": living[0], "role": 1, "name": "name", "token": "x", "act": "disable", "user": 1}
        used = {
            name: value
            for name, value in values.items()
            if name in site.app.url_map._rules_by_endpoint[endpoint][0].arguments
        }
        found += [(method, adapter.build(endpoint, used)) for method in route.methods if method in UNSAFE]
    return found


def forgeries(secret: str) -> list[dict[str, Any]]:
    """What somebody else's page could make a browser send."""
    other = URLSafeTimedSerializer("x" * 40, salt="wtf-csrf-token").dumps(OTHERS)
    foreign = URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(OTHERS)
    body = json.dumps({"name": "x", "csrf_token": foreign})
    return [
        {},
        {"data": {"name": "x"}},
        {"data": {"name": "x", "csrf_token": ""}},
        {"data": {"name": "x", "csrf_token": other}},
        {"data": {"name": "x", "csrf_token": foreign}},
        {"headers": {"X-CSRFToken": foreign}},
        {"data": body, "headers": {"Content-Type": "text/plain"}},
        {"data": body, "headers": {"Content-Type": "application/json"}},
        {"data": body, "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {
            "data": {"name": "x"},
            "headers": {"Origin": "https://evil.example", "Referer": "https://evil.example/"},
        },
        {"data": {"name": "x"}, "headers": {"Authorization": "Bearer nothing"}},
        {"data": {"name": "x"}, "headers": {"Authorization": "Basic YTpi"}},
    ]


def test_every_unsafe_route_refuses_every_forged_request(
    site: Site, standing: Standing, tries: Tries
) -> None:
    browser = site.browser("admin")
    before = digest()
    wrong = []
    for number, (method, path) in enumerate(addresses(site, standing)):
        for turn, forged in enumerate(forgeries(str(site.app.config["SECRET_KEY"]))):
            if not tried(number + turn, 4):
                continue
            answer = browser.send(method, path, **forged)
            tries.add(COUNTED)
            expected = (400, 401, 415) if path.startswith("/api/") else (400,)
            if answer.status_code not in expected:
                wrong.append(f"{method} {path} {forged}: {answer.status_code}")
    assert not wrong, "\n".join(wrong[:20])
    assert not differences(before)


def test_an_address_that_reads_takes_no_other_method(site: Site, standing: Standing, tries: Tries) -> None:
    """A method that a route does not declare, and a method named in a header or the form, are not answered as if it did."""
    browser, before = site.browser("admin"), digest()
    allowed_at = defaultdict[str, set[str]](set)
    for rule in site.app.url_map.iter_rules():
        allowed_at[rule.rule] |= rule.methods or set()
    for number, rule in enumerate(site.app.url_map.iter_rules()):
        route, allowed = site.routes.get(rule.endpoint), allowed_at[rule.rule]
        if route is None:
            continue
        path = site.app.url_map.bind("crm.example").build(
            rule.endpoint,
            dict.fromkeys(rule.arguments, 1) | ({"act": "disable"} if "act" in rule.arguments else {}),
        )
        for turn, method in enumerate(("PUT", "PATCH", "DELETE", "POST", "TRACE", "PROPFIND")):
            if method not in allowed and tried(number + turn, 3):
                tries.add(COUNTED)
                token = {"X-CSRFToken": browser.csrf}
                assert browser.send(method, path, headers=token).status_code in (404, 405), (method, path)
        if "POST" not in route.methods:
            tries.add(COUNTED)
            overridden = {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "POST"}
            assert browser.get(path + "?_method=DELETE", **overridden).status_code < 500
    assert not differences(before)


def test_the_token_of_one_session_is_none_for_another(site: Site, standing: Standing, tries: Tries) -> None:
    token = site.browser("admin").csrf
    client = site.app.test_client()
    client.get("/sign-in", base_url=ADDRESS)
    tries.add(COUNTED)
    answer = client.post(
        "/sign-in", base_url=ADDRESS, data={"csrf_token": token, "name": "x", "password": "y"}
    )
    assert answer.status_code == 400
