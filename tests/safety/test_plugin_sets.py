"""Any set of plugins: the host starts with each, and nothing of a plugin that is switched off answers, while its data stay."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from digest import differences, digest
from house_under_attack import Site, Standing
from test_hidden_fields import without_secrets
from test_reading import reads

from guanxi.data.database import rows
from guanxi.plugins import lifecycle
from guanxi.plugins.discovery import installed
from guanxi.testing.fixed import Counted, FixedClock
from guanxi.testing.outcomes import Uses
from guanxi.testing.tries import Tries

COUNTED = "plugin sets"
NAMES = [each.name for each in installed()]
MOST_SETS = 12


def subsets() -> list[list[str]]:
    """None, each alone, all, and as many sets between as there is time for; a set holds what its members need."""
    needs = {each.name: set(each.needs) & set(NAMES) for each in installed()}
    found: list[list[str]] = []
    for size in (0, 1, len(NAMES), *range(2, len(NAMES))):
        for names in combinations(NAMES, size):
            whole = set(names).union(*(needs[name] for name in names))
            chosen = [name for name in NAMES if name in whole]
            if chosen not in found:
                found.append(chosen)
    return found[:MOST_SETS]


@pytest.mark.requirement("R-142.a")
@pytest.mark.parametrize("chosen", subsets(), ids=lambda chosen: "+".join(chosen) or "host")
def test_the_host_starts_with_any_set_of_plugins(
    db: Any, tmp_path: Path, chosen: list[str], uses: Uses, tries: Tries
) -> None:
    uses.record("page")
    values = {"clock": FixedClock(), "new_id": Counted(), "nonce": Counted("s")}
    site = Site(db.url, tmp_path, plugins=chosen, **values)
    assert set(site.house.plugins.names) == {"host", *chosen}
    browser = site.browser("admin")
    settings = [
        r.rule
        for r in site.routes.values()
        if r.rule.startswith("/settings/") and "<" not in r.rule and "GET" in r.methods
    ]
    for path in ["/", "/account", "/people/users/", "/api/v1/openapi.json", *settings]:
        tries.add(COUNTED)
        answer = browser.get(path)
        if answer.status_code == 302:
            answer = browser.get(answer.headers["Location"])
        assert answer.status_code == 200, path
    for path in reads(site, Standing(site)):
        tries.add(COUNTED)
        assert browser.get(path).status_code < 500, path


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_disabled_plugin_answers_and_its_data_stay(
    site: Site, standing: Standing, name: str, tries: Tries
) -> None:
    own = [path for path in reads(site, standing) if any(part == name for part in path.split("/")[1:4])]
    first = {path: _answer(site, path) for path in own}
    home = _answer(site, "/")
    assert own
    assert any(status == 200 for status, _ in first.values())
    before = digest()
    gone = {name, *(each.name for each in installed() if name in each.needs)}
    lifecycle.disable(name, now=site.clock(), with_dependants=True)
    site.renew()
    browser = site.browser("admin")
    for path in own:
        tries.add("disabled plugins", 3)
        assert browser.get(path).status_code == 404, path
        assert browser.post(path).status_code in (404, 405), path
        assert browser.program("GET", path).status_code in (404, 405), path
    for path in ("/", "/account", "/api/v1/", "/api/v1/openapi.json"):
        tries.add("disabled plugins")
        assert f"/{name}/" not in browser.get(path).text, path
    (change,) = rows("SELECT min(change_id) FROM change_line WHERE kind LIKE ?", [f"{name}.%"])[0]
    assert browser.post(f"/undo/{change}").status_code < 500
    assert set(differences(before)) <= {
        "plugin",
        "generation",
        "people_sign_in_session",
        "people_api_token",
    }
    for each in NAMES:
        if each in gone:
            lifecycle.enable(each, now=site.clock(), with_needs=True)
    site.renew()
    assert _answer(site, "/") == home
    assert {path: _answer(site, path) for path in own} == first


def _answer(site: Site, path: str) -> tuple[int, str]:
    answer = site.browser("admin").get(path)
    return answer.status_code, without_secrets(answer.text)
