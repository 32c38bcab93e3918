"""Saved views: what a list shows kept under a name, opened by others with their own rights and nothing more."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from guanxi.composition import House
from guanxi.records.actor import Actor
from guanxi.records.standard import create
from guanxi.testing.house import Client
from guanxi.work.views.changes import save_view
from guanxi.work.views.seen import views_of

LIST, BOARD = "/contacts/companies/", "/contacts/companies/board/"
KIND = "contacts.company"


@pytest.fixture
def firm(actor_of: Callable[[str], Actor]) -> Callable[..., int]:
    """Creates a company of a seller; returns its id."""

    def make(name: str, owner: str = "seller.shanghai", **values: Any) -> int:
        actor = actor_of(owner)
        done = create(actor, actor.host.resources[KIND], {"name": name, **values})
        assert done.ref is not None
        return done.ref.id

    return make


@pytest.fixture
def seller(client_of: Callable[..., Client]) -> Client:
    return client_of("seller.shanghai")


def names(html: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'<a id="n\d+"[^>]*>([^<]*)</a>', html)]


def save(client: Client, asks: str, name: str = "VIPs", **more: str) -> int:
    """Save a view as the menu's form does; returns its id."""
    answer = client.post(f"{LIST}views", name=name, asks=asks, **more)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("=")[2])


def tabs(html: str) -> list[str]:
    row = re.search(
        r'<nav class="tabs" aria-label="(?:Saved views|已保存的视图)">(.*?)</nav>', html, re.DOTALL
    )
    return [unescape(label) for label in re.findall(r">([^<]+)</a>", row[1])] if row else []


def columns(html: str) -> list[str]:
    head = re.search(r"<thead>(.*?)</thead>", html, re.DOTALL)
    cells = re.findall(r"<th\b.*?</th>", head[1], re.DOTALL) if head else []
    return [text for cell in cells if (text := re.sub(r"<[^>]*>", "", cell).strip()) and "elect" not in text]


def test_a_view_opens_what_was_saved(seller: Client, firm: Callable[..., int]) -> None:
    firm("Alder", city="Wuxi"), firm("Birch", city="Suzhou")
    view = save(seller, "city=Wuxi&c=city&c=level&sort=-name&_opened=9&after=x")
    page = seller.get(f"{LIST}?view={view}").text
    assert names(page) == ["Alder"] and tabs(page) == ["All", "VIPs"]
    assert columns(page) == ["Company name", "City", "Level"]
    assert f"_opened={view}" in page and "Not as saved" not in page
    assert names(seller.get(LIST).text) == ["Alder", "Birch"]


def test_every_face_under_a_view_shows_what_its_list_shows(
    client_of: Callable[..., Client], firm: Callable[..., int]
) -> None:
    alder, birch = firm("Alder", city="Wuxi", level="high"), firm("Birch", city="Suzhou", level="high")
    lead = client_of("lead.east")
    view = save(lead, "city=Wuxi")
    assert lead.get(f"{LIST}count?view={view}").text.count("1")
    assert [
        line.split(",")[0] for line in lead.get(f"{LIST}export?view={view}&format=csv").text.splitlines()
    ][1:] == ["Alder"]
    board = lead.get(f"{BOARD}?view={view}").text
    assert f'data-card="{alder}"' in board and f'data-card="{birch}"' not in board
    assert "Birch" not in lead.get(f"{LIST}print?view={view}").text


def test_a_temporary_filter_leaks_neither_into_the_view_nor_into_another(
    seller: Client, firm: Callable[..., int]
) -> None:
    firm("Alder", city="Wuxi"), firm("Birch", city="Suzhou"), firm("Cedar", city="Wuxi", level="high")
    first, second = save(seller, "city=Wuxi"), save(seller, "city=Suzhou", "Others")
    page = seller.get(f"{LIST}?_opened={first}&city=Wuxi&level=high").text
    assert names(page) == ["Cedar"] and "Not as saved" in page and "Update view" in page
    links = [unescape(href) for href in re.findall(r'<a href="([^"]+)"[^>]*>Others</a>', page)]
    assert links == [f"{LIST}?view={second}"]
    assert names(seller.get(links[0]).text) == ["Birch"]
    assert names(seller.get(f"{LIST}?view={first}").text) == ["Alder", "Cedar"]
    cleared = seller.get(f"{LIST}?_opened={first}").text
    assert len(names(cleared)) == 3 and "Not as saved" in cleared


def test_a_choice_of_columns_survives_a_quick_filter(seller: Client, firm: Callable[..., int]) -> None:
    firm("Alder")
    view = save(seller, "c=city&c=level")
    page = seller.get(f"{LIST}?view={view}").text
    mine = unescape(next(href for href in re.findall(r'href="([^"]+)"', page) if "quick=mine" in href))
    assert columns(seller.get(mine).text) == ["Company name", "City", "Level"]


def test_a_changed_view_is_updated_renamed_and_deleted_and_each_can_be_undone(
    seller: Client, firm: Callable[..., int], actor_of: Callable[[str], Actor]
) -> None:
    firm("Alder", city="Wuxi"), firm("Birch", city="Suzhou")
    view = save(seller, "city=Wuxi")

    def undo(page: str) -> None:
        assert seller.post(re.findall(r"/undo/\d+", page)[-1]).status_code < 400

    answer = seller.post(f"/work/views/{view}/asks", asks="city=Suzhou", kind="list", version="1")
    page = seller.get(answer.location).text
    assert names(page) == ["Birch"]
    undo(page)
    assert names(seller.get(f"{LIST}?view={view}").text) == ["Alder"]
    assert seller.post(f"/work/views/{view}/edit", name="", shared="me").status_code == 422
    page = seller.get(seller.post(f"/work/views/{view}/edit", name="Wuxi", shared="me").location).text
    assert tabs(page) == ["All", "Wuxi"]
    undo(page)
    page = seller.get(seller.post(f"/work/views/{view}/delete").location).text
    assert tabs(page) == [] and seller.get(f"{LIST}?view={view}").status_code == 404
    undo(page)
    assert [each.name for each in views_of(actor_of("seller.shanghai"), KIND)] == ["VIPs"]


def test_a_list_opens_with_its_default_and_all_is_one_click_away(
    seller: Client, firm: Callable[..., int]
) -> None:
    firm("Alder", city="Wuxi"), firm("Birch", city="Suzhou")
    first, second = save(seller, "city=Wuxi", default="1"), save(seller, "city=Suzhou", "Others")
    page = seller.get(LIST).text
    assert names(page) == ["Alder"] and f'href="{LIST}?view=all"' in page
    everything = seller.get(f"{LIST}?view=all").text
    assert names(everything) == ["Alder", "Birch"] and "_opened=all" in everything
    narrowed = seller.get(f"{LIST}?city=Suzhou").text
    assert names(narrowed) == ["Birch"] and f'href="{LIST}?_opened=all"' in unescape(narrowed)
    assert len(names(seller.get(f"{LIST}?_opened=all").text)) == 2
    seller.post(f"/work/views/{second}/default", default="1")
    assert names(seller.get(LIST).text) == ["Birch"]
    seller.post(f"/work/views/{second}/default")
    assert len(names(seller.get(LIST).text)) == 2
    board = save(seller, "city=Wuxi", "Cards", kind="board", default="1")
    assert seller.get(LIST).location == f"{BOARD}?view={board}"
    assert seller.get(BOARD).status_code == 200
    assert len(names(seller.get(f"{LIST}?view=all").text)) == 2
    assert first


def test_views_are_shared_by_those_who_may(
    client_of: Callable[..., Client], actor_of: Callable[[str], Actor], firm: Callable[..., int]
) -> None:
    seller, lead, north = client_of("seller.shanghai"), client_of("lead.east"), client_of("seller.north")
    own = save(seller, "city=Wuxi", "Own")
    assert f">{own}<" not in lead.get(LIST).text and tabs(lead.get(LIST).text) == []
    assert lead.get(f"{LIST}?view={own}").status_code == 404
    assert lead.post(f"/work/views/{own}/edit", name="x", shared="me").status_code == 404
    assert seller.post(f"{LIST}views", name="x", asks="", shared="all").status_code == 403
    east = actor_of("lead.east").team
    assert seller.post(f"{LIST}views", name="x", asks="", shared=f"team-{east}").status_code == 403
    assert lead.post(f"{LIST}views", name="x", asks="", shared="all").status_code == 403
    team = save(lead, "city=Wuxi", "Team", shared=f"team-{east}")
    assert tabs(seller.get(LIST).text) == ["All", "Own", "Team"] and tabs(north.get(LIST).text) == []
    assert north.get(f"{LIST}?view={team}").status_code == 404
    everybody = save(client_of("director"), "", "House", shared="all")
    assert tabs(north.get(LIST).text) == ["All", "House"]
    for view in (team, everybody):
        assert seller.post(f"/work/views/{view}/asks", asks="", kind="list").status_code == 404
        assert seller.post(f"/work/views/{view}/delete").status_code == 404
        assert seller.post(f"/work/views/{view}/default", default="1").status_code == 303
    assert client_of("").get(f"{LIST}?view={everybody}").status_code == 302


@pytest.mark.requirement("R-145.a")
def test_a_shared_view_opens_with_the_viewers_own_rows(
    client_of: Callable[..., Client], firm: Callable[..., int]
) -> None:
    firm("Alder", city="Wuxi"), firm("Northern", "seller.north", city="Wuxi")
    director = client_of("director")
    view = save(director, "city=Wuxi", shared="all")
    assert set(names(director.get(f"{LIST}?view={view}").text)) == {"Alder", "Northern"}
    for name, seen in (("seller.shanghai", ["Alder"]), ("seller.north", ["Northern"])):
        client = client_of(name)
        page = client.get(f"{LIST}?view={view}").text
        assert names(page) == seen
        assert "2" not in client.get(f"{LIST}count?view={view}").text


@pytest.mark.requirement("R-145.b")
def test_columns_and_order_that_are_not_the_viewers_are_left_out_and_counted_but_not_named(
    client_of: Callable[..., Client], firm: Callable[..., int], roles_of: Callable[..., None]
) -> None:
    firm("Alder", city="Wuxi", website="alder.example")
    view = save(client_of("director"), "c=city&c=website&c=source&sort=-changed_at", shared="all")
    roles_of(
        "seller.shanghai",
        {"contacts.*": "all", "work.*": "own", "host.*": "all"},
        hidden={KIND: ["website", "source", "changed_at"]},
    )
    seller = client_of("seller.shanghai")
    page = seller.get(f"{LIST}?view={view}").text
    assert names(page) == ["Alder"] and columns(page) == ["Company name", "City"]
    assert "2 columns of this view are not for you." in page and "website" not in page
    assert "The order of this view is not possible for you" in page and "Not as saved" not in page


@pytest.mark.requirement("R-145.b")
def test_a_view_that_filters_by_what_the_viewer_may_not_search_shows_nothing(
    client_of: Callable[..., Client], firm: Callable[..., int], roles_of: Callable[..., None]
) -> None:
    firm("Alder", website="alder.example"), firm("Birch")
    view = save(client_of("director"), "website=alder.example", "Sites", shared="all")
    roles_of(
        "seller.shanghai", {"contacts.*": "all", "work.*": "own", "host.*": "all"}, hidden={KIND: ["website"]}
    )
    seller = client_of("seller.shanghai")
    page = seller.get(f"{LIST}?view={view}").text
    assert "This view cannot be applied" in page and names(page) == []
    assert "alder.example" not in page and "website" not in page and tabs(page) == ["All", "Sites"]
    for path in (
        "count",
        "export?format=csv&",
        "print",
        "views",
        "filter",
        "columns",
        "board/",
        "board/heads",
    ):
        answer = seller.get(f"{LIST}{path}{'' if '?' in path else '?'}view={view}")
        assert "alder.example" not in answer.text and "Birch" not in answer.text, path
        assert answer.status_code == 409 or path == "board/", path


def test_a_linked_record_that_the_viewer_does_not_see_has_no_title_in_the_view(
    client_of: Callable[..., Client], firm: Callable[..., int]
) -> None:
    parent = firm("Northern mother", "seller.north")
    view = save(client_of("director"), f"subsidiary_of={parent}", shared="all")
    page = client_of("seller.shanghai").get(f"{LIST}?view={view}").text
    assert "Northern mother" not in page and names(page) == []


def test_what_a_view_asks_in_vain_is_kept_and_told(
    seller: Client, firm: Callable[..., int], actor_of: Callable[[str], Actor]
) -> None:
    firm("Alder", city="Wuxi")
    actor = actor_of("seller.shanghai")

    def kept(asks: dict[str, str], name: str) -> int:
        made = save_view(actor, name=name, of=KIND, kind="list", asks=urlencode(asks))
        assert made.ref is not None
        return made.ref.id

    columns_gone = kept({"c": "gone"}, "Columns")
    assert "1 column of this view is not there at present." in seller.get(f"{LIST}?view={columns_gone}").text
    seller.post(f"/work/views/{columns_gone}/asks", asks="c=city", kind="list")
    assert views_of(actor, KIND)[0].asks == "c=city&c=gone"
    for asks in ({"f": "gone", "o": "eq", "v": "1"}, {"quick": "gone"}, {"_due": "overdue", "quick": "no"}):
        refused = kept(asks, "Refused")
        assert "This view cannot be applied" in seller.get(f"{LIST}?view={refused}").text
    made = save_view(actor, name="Off", of="absent.thing", kind="list", asks="")
    assert made.ref is not None
    assert seller.get(f"{LIST}?view={made.ref.id}").status_code == 404
    assert seller.get(f"/work/views/{made.ref.id}/edit").status_code == 404
    assert "Off" not in seller.get("/search/entries").text


def test_nonsense_is_refused_with_words_and_nothing_typed_is_lost(seller: Client) -> None:
    refused = seller.post(f"{LIST}views", name=" ", asks="city=Wuxi", kind="nothing", shared="me")
    assert refused.status_code == 422 and "city" in refused.text
    for form in ({"shared": "team-"}, {"shared": "nobody"}, {"shared": "team-" + "9" * 30}):
        assert seller.post(f"{LIST}views", name="x", asks="", **form).status_code == 422, form
    assert seller.post(f"{LIST}views", name="x", asks="secret_field=1").status_code == 400
    assert seller.post(f"{LIST}views", name="x", asks="sort=nothing").status_code == 400
    for wanted in ("0", "x", "9" * 30, "-1", "99999"):
        assert seller.get(f"{LIST}?view={wanted}").status_code == 404, wanted


def test_views_stand_in_the_menu_and_in_the_palette(seller: Client, client_of: Callable[..., Client]) -> None:
    view = save(seller, "city=Wuxi")
    menu = seller.get(f"{LIST}views?_kind=list&_opened={view}&city=Wuxi").text
    assert f'href="{LIST}?view={view}"' in menu and "VIPs (copy)" in menu
    assert 'name="asks" value="f=city&amp;o=eq&amp;v=Wuxi"' in menu
    entries = seller.get("/search/entries").text
    assert "Companies: VIPs" in entries and f'href="{LIST}?view={view}"' in entries
    chinese = client_of("seller.shanghai", language="zh").get(f"{LIST}views?_opened={view}").text
    assert "另存为新视图" in chinese and "设为我的默认视图" in chinese


def test_every_list_filters_saves_and_shares(client_of: Callable[..., Client], house: House) -> None:
    admin = client_of("admin")
    kinds = [each for each in house.faces.values() if f"/{each.resource.path}/" and each.has(type(each.list))]
    assert len(kinds) > 8
    for faces in kinds:
        path = f"/{faces.resource.path}/"
        page = admin.get(path)
        if page.status_code != 200:
            continue
        answer = admin.post(f"{path}views", name="Kept", asks=f"c={faces.resource.title}", shared="all")
        assert answer.status_code == 303, path
        opened = admin.get(answer.location)
        assert opened.status_code == 200 and tabs(opened.text) == ["All", "Kept"], path
