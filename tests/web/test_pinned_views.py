"""Saved views in the side bar: pinned by whoever sees them, for himself alone, gone without a trace when he no longer may see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from bench.recording import recorded

from guanxi.composition import House
from guanxi.data.errors import NotFound, Refused
from guanxi.records.actor import Actor
from guanxi.records.standard import delete
from guanxi.testing.house import Client
from guanxi.work.views.changes import change_view, save_view
from guanxi.work.views.pinned import MOST, pin_view, pinned
from guanxi.work.views.resource import views

LIST = "/contacts/companies/"
KIND = "contacts.company"


@pytest.fixture
def view(actor_of: Callable[[str], Actor]) -> Callable[..., int]:
    """Saves a view of companies; returns its id."""

    def make(name: str, of: str = KIND, by: str = "seller.shanghai", **more: Any) -> int:
        done = save_view(actor_of(by), name=name, of=of, kind="list", asks="quick=mine", **more)
        assert done.ref is not None
        return done.ref.id

    return make


def bar_of(page: str) -> str:
    """The menu in the side bar of a page."""
    found = re.search(r'<nav class="side-menu".*?</nav>', page, re.DOTALL)
    assert found is not None
    return found[0]


def side(client: Client, path: str = "/account") -> list[str]:
    """What the side bar of a page holds, pins with a dash before them."""
    marked = (
        bar_of(client.get(path).text)
        .replace('<ul class="side-pins">', "<ul>§")
        .replace("</ul></li>", "¶</li>")
    )
    found, within = [], False
    for token in re.findall(
        r'§|¶|title="([^"]*)"|(<h2>[^<]*)', marked.replace("§", 'title="§"').replace("¶", 'title="¶"')
    ):
        text = unescape(token[0] or token[1])
        if text in "§¶":
            within = text == "§"
        else:
            found.append(f"- {text}" if within else text)
    return found


def test_a_view_is_pinned_below_its_module_in_the_order_pinned_and_unpinned_with_an_undo(
    view: Callable[..., int], client_of: Callable[..., Client]
) -> None:
    first, second = view("Alpha"), view("Beta & <b>")
    client = client_of("seller.shanghai")
    bare = side(client)
    for each in (second, first):
        answer = client.post(f"/work/views/{each}/pin", pin="1")
        assert (answer.status_code, answer.location) == (303, f"{LIST}?view={each}")
    shown = side(client)
    at = shown.index("Companies")
    assert shown[at + 1 : at + 3] == ["- Beta & <b>", "- Alpha"]
    assert [each for each in shown if not each.startswith("-")] == bare
    page = client.get(f"{LIST}?view={first}").text
    current = r'<a href="([^"]*)" aria-current="page"'
    assert re.findall(current, bar_of(page)) == [f"{LIST}?view={first}"]
    menu = f"{LIST}views?_kind=list&_opened={first}"
    assert "Unpin" in client.get(menu).text
    client.post(f"/work/views/{second}/pin")
    told = client.get("/account").text
    assert "The view no longer stands in the side bar." in told
    undo = re.search(r"/undo/\d+", told)
    assert "- Alpha" in side(client, "/") and "- Beta & <b>" not in side(client, "/")
    assert "Pin to the side bar" in client.get(f"{LIST}views?_kind=list&_opened={second}").text
    assert undo is not None and client.post(undo[0]).status_code < 400
    assert side(client) == shown


def test_a_pin_is_for_oneself_and_of_a_view_that_one_sees(
    view: Callable[..., int], client_of: Callable[..., Client], actor_of: Callable[[str], Actor]
) -> None:
    own, shared = view("Own"), view("Shared", by="admin", shared="all")
    for who, which in (("seller.north", own), ("agent", 99_999)):
        with pytest.raises(NotFound):
            pin_view(actor_of(who), which, on=True)
    assert client_of("seller.north").post(f"/work/views/{own}/pin", pin="1").status_code == 404
    pin_view(actor_of("seller.north"), shared, on=True)
    assert [each.name for each in pinned(actor_of("seller.north"))] == ["Shared"]
    assert "- Shared" in side(client_of("seller.north"))
    assert "- Shared" not in side(client_of("seller.shanghai"))


def test_a_view_that_one_no_longer_sees_leaves_no_trace_and_makes_room(
    view: Callable[..., int], client_of: Callable[..., Client], actor_of: Callable[[str], Actor]
) -> None:
    north, admin = actor_of("seller.north"), actor_of("admin")
    shared = [view(f"Shared {n}", by="admin", shared="all") for n in range(MOST)]
    client = client_of("seller.north")
    for each in shared:
        pin_view(north, each, on=True)
    mine = view("Mine", by="seller.north")
    with pytest.raises(Refused, match=f"{MOST} views are pinned already"):
        pin_view(north, mine, on=True)
    assert client.post(f"/work/views/{mine}/pin", pin="1").status_code == 409
    assert side(client).count("- Shared 3") == 1
    change_view(admin, shared[3], values={"shared": "me"})
    delete(admin, views, shared[4])
    assert not {"- Shared 3", "- Shared 4"} & set(side(client))
    assert len(pinned(north)) == MOST - 2
    pin_view(north, mine, on=True)
    assert side(client)[-1] != "- Mine" and "- Mine" in side(client)
    change_view(admin, shared[3], values={"shared": "all", "name": "Again"})
    assert "- Again" in side(client)


def test_views_of_a_module_that_is_off_are_not_in_the_side_bar(
    view: Callable[..., int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    actor = actor_of("seller.shanghai")
    pin_view(actor, view("Of nothing", of="fleet.vehicle"), on=True)
    assert pinned(actor) == [] and not [each for each in side(client_of("seller.shanghai")) if each[0] == "-"]


def test_views_of_records_without_an_entry_in_the_menu_stand_in_a_group_of_their_own(
    view: Callable[..., int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client], house: House
) -> None:
    actor, client = actor_of("seller.shanghai"), client_of("seller.shanghai")
    of = next(
        name
        for name, faces in house.faces.items()
        if client.get(f"/{faces.resource.path}/").status_code == 200
        and not any(f"/{faces.resource.path}/".startswith(path) for path in hrefs(client))
    )
    pin_view(actor, view("Elsewhere", of=of), on=True)
    shown = side(client)
    assert shown[shown.index("<h2>Pinned views") + 1] == "Elsewhere"


def hrefs(client: Client) -> list[str]:
    bar = bar_of(client.get("/account").text)
    return [href for href in re.findall(r'href="([^"]*)"', bar) if href != "/"]


def test_pins_are_asked_for_once_and_again_only_when_a_view_a_pin_or_a_right_was_written(
    view: Callable[..., int], actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    client = client_of("seller.shanghai")
    pin_view(actor_of("seller.shanghai"), view("Kept"), on=True)

    def asked() -> int:
        with recorded() as found:
            client.get("/account")
        return sum("FROM work_pinned_view" in sql for sql, _params in found)

    assert [asked(), asked()] == [1, 0]
    view("Another", by="admin")
    assert [asked(), asked()] == [1, 0]
