"""The house with every subset of what is installed: it starts, and menus and pages follow."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest

from guanxi.plugins.discovery import installed
from guanxi.testing.house import Built, Client, Program


def subsets() -> list[tuple[str, ...]]:
    """Every set of installed plugins that holds what each of its members needs."""
    needs = {manifest.name: set(manifest.needs) & {m.name for m in installed()} for manifest in installed()}
    found = [each for size in range(len(needs) + 1) for each in combinations(sorted(needs), size)]
    return [each for each in found if all(needs[name] <= set(each) for name in each)]


@pytest.mark.requirement("R-142.a", "R-142.b")
@pytest.mark.parametrize("names", subsets(), ids=lambda names: "+".join(names) or "none")
def test_house_starts_with_a_subset_and_menu_and_pages_follow(
    names: tuple[str, ...],
    build_house: Callable[..., Built],
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
) -> None:
    built = build_house(*names)
    browser, program = client_of("admin", at=built.app), program_of("admin", at=built.app)
    home = browser.get("/")
    assert home.status_code == 200
    for address in ("/account", "/people/users/", "/settings/plugins", "/settings/health"):
        assert browser.get(address).status_code == 200
    described = program.get("/openapi.json").text
    for kind in ("companies", "persons"):
        there = "contacts" in names
        address = f"/contacts/{kind}/"
        assert (f'href="{address}"' in home.text) is there
        assert browser.get(address).status_code == (200 if there else 404)
        assert program.get(address.rstrip("/")).status_code == (200 if there else 404)
        assert (f"/contacts/{kind}" in described) is there
