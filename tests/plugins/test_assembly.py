"""The assembly starts what works, leaves out what fails, and says who waits for whom."""

from __future__ import annotations

import gc
import sys
import weakref
from typing import Any

import pytest

from guanxi.plugins.assembly import PluginSet, assemble
from guanxi.plugins.guard import Guard
from guanxi.plugins.incidents import Incident
from guanxi.plugins.mount import PUBLIC, MenuItem, Pages

HELLO = '''
    """Greets the signed-in user."""
    from guanxi.plugins.markers import hookimpl
    from guanxi.plugins.mount import MenuItem, Pages

    pages = Pages("hello")

    @pages.get("/", needs="hello.page.view")
    def index(actor):
        return f"Hello, {actor}!"

    @hookimpl
    def mount():
        return [pages, MenuItem("Hello", to="hello.index")]
'''
GOOD = """
    from guanxi.plugins.markers import hookimpl

    @hookimpl
    def mount():
        return []
"""
BROKEN = {
    "raises at import": ("raise RuntimeError('no')", "import", "raised"),
    "exits at import": ("raise SystemExit(3)", "import", "exited"),
    "syntax error": ("def", "import", "raised"),
    "raises in mount": (GOOD.replace("return []", "raise RuntimeError('no')"), "mount", "raised"),
    "exits in mount": (GOOD.replace("return []", "raise SystemExit"), "mount", "exited"),
    "mount returns text": (GOOD.replace("[]", "'pages'"), "mount", "returned"),
    "mount returns nothing": (GOOD.replace("return []", "pass"), "mount", "returned"),
    "mount lists nonsense": (GOOD.replace("[]", "[None]"), "mount", "raised"),
    "mount is not marked": (GOOD.replace("@hookimpl", ""), "set-up", "raised"),
    "unknown hook": (GOOD.replace("mount", "mouth"), "set-up", "raised"),
    "unknown argument": (GOOD.replace("mount()", "mount(everything)"), "set-up", "raised"),
    "wrapper": (
        GOOD.replace("@hookimpl", "@hookimpl(wrapper=True)").replace("return []", "return (yield)"),
        "set-up",
        "raised",
    ),
}


@pytest.fixture
def guard(reported: list[Incident]) -> Guard:
    return Guard(reported.append)


def test_the_smallest_plugin_has_page_menu_entry_and_permission(workshop: Any, guard: Guard) -> None:
    workshop.plugin("hello", HELLO)
    found = assemble(["hello"], guard=guard)
    [route] = found.routes()
    assert (route.rule, route.endpoint, route.needs) == ("/hello/", "hello.index", "hello.page.view")
    assert route.function("Wang") == "Hello, Wang!"
    assert found.all(MenuItem) == [("hello", MenuItem("Hello", to="hello.index"))]
    assert list(found.permissions()) == ["hello.page.view"]
    assert found.names == ("host", "hello")


def test_a_disabled_plugin_is_not_imported(workshop: Any, guard: Guard) -> None:
    workshop.plugin("hello", HELLO)
    workshop.plugin("other", "raise SystemExit")
    found = assemble(["hello"], guard=guard)
    assert "guanxi_other" not in sys.modules
    assert not found.failures


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_plugin_is_named_and_the_others_run(
    workshop: Any, guard: Guard, reported: list[Incident], what: str
) -> None:
    code, stage, kind = BROKEN[what]
    workshop.plugin("bad", code)
    workshop.plugin("hello", HELLO)
    workshop.plugin("user1", GOOD, needs=("guanxi-bad",))
    workshop.plugin("user2", GOOD, needs=("guanxi-user1",))
    found = assemble(["bad", "hello", "user1", "user2"], guard=guard)
    assert found.names == ("host", "hello")
    [incident] = found.failures
    assert (incident.plugin, incident.stage, incident.kind) == ("bad", stage, kind)
    assert reported == [incident]
    assert found.waiting() == {"user1": ("bad",), "user2": ("user1",)}


def test_strict_turns_a_failure_into_its_error(workshop: Any, reported: list[Incident]) -> None:
    workshop.plugin("bad", "raise RuntimeError('no')")
    with pytest.raises(RuntimeError, match="no"):
        assemble(["bad"], guard=Guard(reported.append, strict=True))


def test_safe_start_imports_nothing(workshop: Any, guard: Guard) -> None:
    workshop.plugin("hello", HELLO)
    assert assemble([], guard=guard).names == ("host",)
    assert "guanxi_hello" not in sys.modules


def test_a_plugin_that_fails_later_is_taken_out_with_its_dependants(workshop: Any, guard: Guard) -> None:
    workshop.plugin("hello", HELLO)
    workshop.plugin("friend", GOOD, needs=("guanxi-hello",))
    incident = Incident("hello", "set-up", "", "raised", "its template is broken")
    found = assemble(["hello", "friend"], guard=guard, failed={"hello": incident})
    assert found.names == ("host",)
    assert found.failures == (incident,)
    assert found.waiting() == {"friend": ("hello",)}


def test_members_of_a_circle_and_unmet_needs_do_not_start(workshop: Any, guard: Guard) -> None:
    workshop.plugin("ta", GOOD, needs=("guanxi-tb",))
    workshop.plugin("tb", GOOD, needs=("guanxi-ta",))
    workshop.plugin("tc", GOOD, needs=("guanxi-absent",))
    workshop.plugin("td", GOOD)
    found = assemble(["ta", "tb", "tc", "td"], guard=guard)
    assert found.names == ("host", "td")


def test_views_without_a_permission_are_refused(workshop: Any, guard: Guard) -> None:
    workshop.plugin("hello", HELLO.replace('needs="hello.page.view"', "needs=None"))
    [incident] = assemble(["hello"], guard=guard).failures
    assert "view 'index' needs None, which is no permission" in incident.message
    with pytest.raises(TypeError):
        Pages("hello").get("/")  # type: ignore[call-arg]
    assert list(Pages("x").problems("x")) == []
    assert PUBLIC.value == "public"


def test_a_set_that_nobody_holds_is_collected(workshop: Any, guard: Guard) -> None:
    workshop.plugin("hello", HELLO)

    def gone() -> weakref.ref[PluginSet]:
        return weakref.ref(assemble(["hello"], guard=guard))

    kept = [gone() for _ in range(5)]
    gc.collect()
    assert [ref() for ref in kept] == [None] * 5
