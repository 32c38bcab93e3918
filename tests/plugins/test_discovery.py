"""Discovery reads metadata only, orders by need, and names everything that is wrong at once."""

from __future__ import annotations

import sys
from typing import Any

from guanxi.plugins.discovery import dependants, installed, problems


def names(manifests: Any) -> list[str]:
    return [m.name for m in manifests if m.distribution.startswith("guanxi-t")]


def known() -> dict[str, Any]:
    return {m.name: m for m in installed()}


def test_manifest_is_read_without_importing_the_plugin(workshop: Any) -> None:
    workshop.plugin("tea", "raise SystemExit('imported')", version="2.5")
    manifest = known()["tea"]
    assert (manifest.version, manifest.distribution, manifest.summary) == (
        "2.5",
        "guanxi-tea",
        "The plugin tea",
    )
    assert manifest.package == "guanxi_tea"
    assert "guanxi_tea" not in sys.modules


def test_plugins_come_in_the_order_of_need_then_name(workshop: Any) -> None:
    workshop.plugin("ta", needs=("guanxi-tc>=1",))
    workshop.plugin("tb")
    workshop.plugin("tc", needs=("guanxi-td", "peewee>=4"))
    workshop.plugin("td")
    assert names(installed()) == ["tb", "td", "tc", "ta"]
    assert known()["ta"].needs == ("tc",)


def test_dependants_are_found_over_others(workshop: Any) -> None:
    workshop.plugin("ta", needs=("guanxi-tb",))
    workshop.plugin("tb", needs=("guanxi-tc",))
    workshop.plugin("tc")
    assert dependants("tc", installed()) == ["ta", "tb"]
    assert dependants("ta", installed()) == []


def test_all_problems_are_reported_in_one_list(workshop: Any) -> None:
    workshop.plugin("ta", needs=("guanxi-tb",))
    workshop.plugin("tb")
    workshop.plugin("tc", needs=("guanxi-td",))
    workshop.plugin("td", needs=("guanxi-tc",))
    workshop.plugin("te", needs=("guanxi-nowhere>=3", "peewee>=999"))
    found = [str(p) for p in problems(["ta", "tc", "td", "te", "tz"], known(), {"tb": "disabled"})]
    assert len(found) == 5
    assert (
        "Plugin 'ta' was not started: it needs 'tb', which is disabled. Let it run with: guanxi plugin enable tb"
        in found
    )
    assert any("'tc', 'td' need each other in a circle" in line for line in found)
    assert any(
        "'guanxi-nowhere>=3', which is not installed. Install it with: pip install" in line for line in found
    )
    assert any("'peewee>=999', but 4." in line for line in found)
    assert any(
        line.startswith("Plugin 'tz' was not started: it is enabled but not installed.") for line in found
    )


def test_a_word_of_the_host_is_no_plugin_name(workshop: Any) -> None:
    workshop.plugin("settings")
    [found] = problems(["settings"], known())
    assert "cannot be a plugin's name" in str(found)


def test_extras_are_no_needs(workshop: Any) -> None:
    workshop.plugin("ta", needs=("guanxi-tb; extra == 'more'", "guanxi-tc; python_version < '3'"))
    workshop.plugin("tb")
    workshop.plugin("tc")
    assert known()["ta"].needs == ()
