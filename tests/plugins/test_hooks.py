"""Every kind of hook against every way in which a plugin can fail."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.data.errors import Refused
from guanxi.plugins.assembly import PluginSet, assemble
from guanxi.plugins.guard import Guard, PluginFailed
from guanxi.plugins.incidents import Incident

OFFER = """
    from guanxi.plugins.markers import hookimpl

    @hookimpl
    def mount():
        return []
"""
SPECS = """
    from __future__ import annotations
    from guanxi.plugins.markers import hookspec

    @hookspec
    def offer_warnings(actor, record: int) -> list[str] | None:
        "Warnings on a record."

    @hookspec
    def check_offer_delete(actor, record: int) -> None:
        "Refuses."

    @hookspec
    def offer_record_deleted(record: int) -> None:
        "Told."
"""
PART = """
    from guanxi.data.errors import Refused
    from guanxi.plugins.markers import hookimpl

    @hookimpl
    def offer_warnings(record):
        {ask}

    @hookimpl
    def check_offer_delete(actor, record):
        {check}

    @hookimpl
    def offer_record_deleted(record):
        {told}
"""
FAILURES = {
    "raises": ("raise RuntimeError('no')", "raised"),
    "exits": ("raise SystemExit(1)", "exited"),
    "asks for nothing that exists": ("return record.name", "raised"),
    "recurses": ("return (f := lambda: f())()", "raised"),
    "cannot be shown": ("raise type('E', (Exception,), {'__str__': lambda s: 1 / 0})()", "raised"),
    "returns another type": ("return 5", "returned"),
    "returns a list of another type": ("return [1]", "returned"),
}


def start(workshop: Any, guard: Guard, **parts: dict[str, str]) -> PluginSet:
    workshop.plugin("offer", OFFER, hookspecs=SPECS)
    for name, bodies in parts.items():
        code = PART.format(**{"ask": "return None", "check": "return None", "told": "return None", **bodies})
        workshop.plugin(name, code, needs=("guanxi-offer",))
    found = assemble(["offer", *parts], guard=guard)
    assert not found.failures
    return found


@pytest.fixture
def guard(reported: list[Incident]) -> Guard:
    return Guard(reported.append)


def test_answers_come_in_the_order_of_plugins_with_their_names(workshop: Any, guard: Guard) -> None:
    found = start(workshop, guard, tb={"ask": "return ['b', str(record)]"}, ta={"ask": "return ['a']"}, tc={})
    assert found.hooks.ask("offer_warnings", actor=None, record=7) == [("ta", ["a"]), ("tb", ["b", "7"])]


@pytest.mark.parametrize("how", FAILURES)
def test_a_part_that_fails_is_left_out_of_the_answers(
    workshop: Any, guard: Guard, reported: list[Incident], how: str
) -> None:
    body, kind = FAILURES[how]
    found = start(workshop, guard, ta={"ask": body}, tb={"ask": "return ['b']"})
    assert found.hooks.ask("offer_warnings", actor=None, record=7) == [("tb", ["b"])]
    [incident] = reported
    assert (incident.plugin, incident.stage, incident.hook, incident.kind) == (
        "ta",
        "ask",
        "offer_warnings",
        kind,
    )
    assert kind == "returned" or "guanxi_ta" in incident.traceback


def test_the_same_rubbish_is_the_same_incident_in_every_process(
    workshop: Any, guard: Guard, reported: list[Incident]
) -> None:
    found = start(workshop, guard, ta={"ask": "return {'a': object()}"})
    kept = [found.hooks.ask("offer_warnings", actor=None, record=each) for each in (7, 8)]
    assert kept == [[], []]
    first, second = reported
    assert first.message.startswith("it returned {'a': <object object>} (dict), not")
    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize("how", FAILURES)
def test_a_check_that_fails_refuses(workshop: Any, guard: Guard, reported: list[Incident], how: str) -> None:
    found = start(workshop, guard, ta={"check": FAILURES[how][0]}, tb={})
    with pytest.raises(Refused, match="a check of the plugin ta failed"):
        found.hooks.check("check_offer_delete", actor=None, record=7)
    assert [(i.plugin, i.stage) for i in reported] == [("ta", "check")]


def test_a_check_that_answers_false_refuses_and_is_reported(
    workshop: Any, guard: Guard, reported: list[Incident]
) -> None:
    found = start(workshop, guard, ta={"check": "return False"})
    with pytest.raises(Refused):
        found.hooks.check("check_offer_delete", actor=None, record=7)
    assert reported[0].kind == "returned"


def test_a_refusal_passes_with_its_own_words(workshop: Any, guard: Guard, reported: list[Incident]) -> None:
    found = start(workshop, guard, ta={"check": "raise Refused('It has open deals.')"})
    with pytest.raises(Refused, match=r"It has open deals."):
        found.hooks.check("check_offer_delete", actor=None, record=7)
    assert reported == []


def test_a_check_that_everybody_passes_returns(workshop: Any, guard: Guard) -> None:
    found = start(workshop, guard, ta={}, tb={})
    found.hooks.check("check_offer_delete", actor=None, record=7)


def test_listeners_are_told_one_by_one(workshop: Any, guard: Guard, reported: list[Incident]) -> None:
    found = start(workshop, guard, ta={"told": "raise SystemExit"}, tb={})
    assert found.hooks.listeners("offer_record_deleted") == ["ta", "tb"]
    found.hooks.tell("tb", "offer_record_deleted", record=7)
    with pytest.raises(PluginFailed, match="Plugin 'ta' failed in listener offer_record_deleted: SystemExit"):
        found.hooks.tell("ta", "offer_record_deleted", record=7)


def test_an_interrupt_from_the_keyboard_is_not_swallowed(workshop: Any, guard: Guard) -> None:
    found = start(workshop, guard, ta={"ask": "raise KeyboardInterrupt"})
    with pytest.raises(KeyboardInterrupt):
        found.hooks.ask("offer_warnings", actor=None, record=7)


def test_a_wrong_call_by_the_host_says_what_is_wrong(workshop: Any, guard: Guard) -> None:
    found = start(workshop, guard)
    with pytest.raises(TypeError, match=r"takes \['actor', 'record'\]"):
        found.hooks.ask("offer_warnings", record=7)
    with pytest.raises(LookupError, match="there is no hook 'offer_warning'"):
        found.hooks.ask("offer_warning", record=7)


def test_hooks_of_a_plugin_carry_its_name(workshop: Any, guard: Guard) -> None:
    workshop.plugin("offer", OFFER, hookspecs=SPECS.replace("offer_warnings", "warnings"))
    [incident] = assemble(["offer"], guard=guard).failures
    assert "its hook 'warnings' must be called 'offer_…' or 'check_offer_…'" in incident.message


def test_strict_lets_the_error_through(workshop: Any, reported: list[Incident]) -> None:
    found = start(workshop, Guard(reported.append, strict=True), ta={"ask": "raise ZeroDivisionError"})
    with pytest.raises(ZeroDivisionError):
        found.hooks.ask("offer_warnings", actor=None, record=7)
