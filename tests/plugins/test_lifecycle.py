"""Plugins are enabled, disabled, paused and resumed; each refusal says why and what to type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from guanxi.plugins import generation, lifecycle
from guanxi.plugins.lifecycle import NotPossible

NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.fixture
def three(workshop: Any, db: Any) -> None:
    workshop.plugin("ta", needs=("guanxi-tb",), version="1.5")
    workshop.plugin("tb", needs=("guanxi-tc",))
    workshop.plugin("tc")


def test_nothing_is_enabled_at_first(three: None) -> None:
    assert lifecycle.enabled() == []
    assert generation.number("plugins") == 0


def test_enabling_moves_the_generation_and_keeps_the_version(three: None) -> None:
    assert lifecycle.enable("tc", now=NOW) == ["tc"]
    state = lifecycle.states()["tc"]
    assert (state.state, state.version, state.changed_at) == ("enabled", "1.0", NOW)
    assert generation.number("plugins") == 1
    assert lifecycle.enable("tc", now=NOW) == []
    assert generation.number("plugins") == 1


def test_enabling_names_all_that_is_missing(three: None) -> None:
    with pytest.raises(NotPossible) as refused:
        lifecycle.enable("ta", now=NOW)
    assert refused.value.reasons == (
        "Plugin 'ta' was not enabled: it needs 'tb', which is disabled. Let it run with: guanxi plugin enable tb",
        "Enable it together with 'tc', 'tb' by: guanxi plugin enable ta --with-needs",
    )


def test_enabling_with_needs_prepares_all_in_order_first(three: None) -> None:
    prepared: list[str] = []
    names = lifecycle.enable(
        "ta",
        now=NOW,
        with_needs=True,
        prepare=lambda found: prepared.extend(m.name for m in found) or prepared.extend(lifecycle.enabled()),  # type: ignore[func-returns-value]
    )
    assert names == prepared == ["tc", "tb", "ta"]
    assert lifecycle.enabled() == ["ta", "tb", "tc"]


def test_a_plugin_that_cannot_be_prepared_stays_disabled(three: None) -> None:
    def fail(_: Any) -> None:
        raise RuntimeError("migration")

    with pytest.raises(RuntimeError):
        lifecycle.enable("tc", now=NOW, prepare=fail)
    assert lifecycle.enabled() == []


def test_disabling_names_who_would_wait(three: None) -> None:
    lifecycle.enable("ta", now=NOW, with_needs=True)
    assert lifecycle.running_dependants("tc") == ["ta", "tb"]
    with pytest.raises(
        NotPossible, match=r"'ta', 'tb' need it. Disable all of them with: guanxi plugin disable tc --with"
    ):
        lifecycle.disable("tc", now=NOW)
    assert lifecycle.disable("tc", now=NOW, with_dependants=True) == ["ta", "tb", "tc"]
    assert lifecycle.enabled() == []


def test_a_paused_plugin_can_be_resumed_and_keeps_its_reason(three: None) -> None:
    lifecycle.enable("tc", now=NOW)
    lifecycle.pause("tc", reason="it hangs", now=NOW)
    state = lifecycle.states()["tc"]
    assert (state.state, state.reason, state.version) == ("paused", "it hangs", "1.0")
    lifecycle.resume("tc", now=NOW)
    assert lifecycle.states()["tc"].reason == ""
    assert generation.number("plugins") == 3


def test_what_is_not_installed_cannot_be_enabled(db: Any) -> None:
    with pytest.raises(NotPossible, match="'nowhere' was not enabled: it is not installed"):
        lifecycle.enable("nowhere", now=NOW)
    with pytest.raises(NotPossible, match="not paused"):
        lifecycle.pause("nowhere", reason="", now=NOW)
    with pytest.raises(NotPossible, match="not resumed"):
        lifecycle.resume("nowhere", now=NOW)
    with pytest.raises(NotPossible, match="not disabled"):
        lifecycle.disable("nowhere", now=NOW)


def test_a_plugin_that_is_gone_can_still_be_disabled(three: None, workshop: Any) -> None:
    lifecycle.enable("tc", now=NOW)
    for info in workshop.folder.glob("guanxi_tc*.dist-info/*"):
        info.unlink()
    assert lifecycle.disable("tc", now=NOW) == ["tc"]


def test_this_process_is_woken_when_a_generation_has_moved(db: Any) -> None:
    woken: list[str] = []
    listener = generation.Listener(lambda: woken.append("now"))
    generation.bump("settings")
    assert woken == ["now"]
    assert generation.numbers() == {"settings": 1}
    assert listener is not None
