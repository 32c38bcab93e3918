"""The board of companies: the list's own records and filter as cards in columns, moved behind the gate."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.standard import create, edit
from guanxi.testing.house import ADDRESS, Client

BOARD = "/contacts/companies/board/"
ASKED = {"HX-Request": "true"}
MORE_THAN_ONE_PAGE = 22


@pytest.fixture
def firm(house: House, actor_of: Callable[[str], Actor]) -> Callable[..., int]:
    """Creates a company of a seller; returns its id."""

    def make(name: str, level: str | None = "high", owner: str = "seller.shanghai", **values: Any) -> int:
        resource = house.host.resources["contacts.company"]
        done = create(actor_of(owner), resource, {"name": name, "level": level, **values})
        assert done.ref is not None
        return done.ref.id

    return make


@pytest.fixture
def seller(client_of: Callable[..., Client]) -> Client:
    return client_of("seller.shanghai")


def columns(page: str) -> dict[str, list[int]]:
    """The ids of the cards by the column they stand in."""
    parts = re.split(r'<section class="column" data-column="([^"]*)"', page)[1:]
    cards = [[int(n) for n in re.findall(r'data-card="(\d+)"', part)] for part in parts[1::2]]
    return dict(zip(parts[::2], cards, strict=True))


def moved(client: Client, card: int, to: str, version: int = 1, **more: Any) -> Any:
    """A drop as the script sends it."""
    form = {"_to": to, "version": version, **more, "csrf_token": client.csrf}
    headers = {**client.headers, **ASKED}
    return client.flask.post(f"{BOARD}{card}/move", base_url=ADDRESS, headers=headers, data=form)


def test_cards_stand_in_the_columns_of_their_values_under_the_lists_filter(
    seller: Client, firm: Callable[..., int]
) -> None:
    high, none = firm("Alder", city="Wuxi"), firm("Birch", None, city="Suzhou")
    firm("Hidden", owner="seller.hangzhou")
    page = seller.get(BOARD).text
    assert columns(page) == {"": [], "high": [high], "middle": [], "basic": []}
    assert re.findall(r'data-card="(\d+)"', seller.get(f"{BOARD}more?_column=").text) == [str(none)]
    assert columns(seller.get(f"{BOARD}?city=Wuxi").text)["high"] == [high]
    assert str(none) in seller.get(f"{BOARD}more?q=birch&_column=").text
    assert columns(seller.get(f"{BOARD}?q=birch").text)["high"] == []
    filtered = seller.get("/contacts/companies/?city=Wuxi&quick=mine").text
    assert f'href="{BOARD}?city=Wuxi&amp;quick=mine"' in filtered
    assert 'href="/contacts/companies/?city=Wuxi"' in seller.get(f"{BOARD}?city=Wuxi").text
    assert "未设置" in seller.get(BOARD, **{"Accept-Language": "zh"}).text


def test_a_column_goes_on_where_it_was_cut(seller: Client, firm: Callable[..., int]) -> None:
    made = [firm(f"Firm {n:02}") for n in range(MORE_THAN_ONE_PAGE)]
    page = seller.get(BOARD).text
    first = columns(page)["high"]
    more = unescape(re.findall(r'data-more="([^"]*_after[^"]*)"', page)[0])
    rest = re.findall(r'data-card="(\d+)"', seller.get(more, **ASKED).text)
    assert [*first, *map(int, rest)] == made and len(rest) == 2
    in_list = unescape(re.findall(r'href="([^"]*)" data-more="[^"]*_after', page)[0])
    assert len(re.findall(r'<tr id="r', seller.get(in_list).text)) == MORE_THAN_ONE_PAGE


def test_heads_count_and_sum_what_the_reader_sees_and_tell_what_is_planned(
    seller: Client, firm: Callable[..., int], house: House, actor_of: Callable[[str], Actor]
) -> None:

    actor, activities = actor_of("seller.shanghai"), house.host.resources["work.activity"]
    late, planned = firm("Late"), firm("Planned")
    firm("Hidden", owner="seller.hangzhou")
    today = house.host.clock().date()
    for card, day in (
        (late, today.replace(year=today.year - 1)),
        (planned, today.replace(year=today.year + 1)),
    ):
        about = (Ref("contacts.company", card),)
        create(actor, activities, {"subject": "Call", "due_on": day, "about": about})
    heads = seller.get(f"{BOARD}heads").text
    assert re.findall(r'data-for="count-\d" data-records="(\d+)"', heads) == ["0", "2", "0", "0"]
    assert "Overdue: 1" in heads and "Planned: 1" in heads
    assert columns(seller.get(f"{BOARD}?_due=overdue").text)["high"] == [late]
    assert columns(seller.get(f"{BOARD}?_due=none").text)["high"] == []
    assert len(re.findall('<tr id="r', seller.get("/contacts/companies/?_due=planned").text)) == 1


def test_a_card_is_moved_and_the_move_taken_back(seller: Client, firm: Callable[..., int]) -> None:
    card = firm("Alder")
    answer = moved(seller, card, "basic")
    assert (
        answer.status_code == 200
        and 'data-column="basic"' in answer.text
        and 'data-version="2"' in answer.text
    )
    assert columns(seller.get(BOARD).text)["basic"] == [card]
    undo = re.findall(r'action="(/undo/\d+)"', answer.text)[0]
    assert seller.post(undo).status_code == 303
    assert columns(seller.get(BOARD).text)["high"] == [card]


def test_without_a_script_a_form_moves_the_card_and_leads_back_to_the_filter(
    seller: Client, firm: Callable[..., int]
) -> None:
    card = firm("Alder")
    page = seller.get(f"{BOARD}?quick=mine").text
    form = unescape(re.findall(rf'href="({BOARD}{card}/move[^"]*)"', page)[0])
    asked = seller.get(form).text
    assert '<option value="high" selected>' in asked and "<html" in asked
    done = seller.post(form, _to="middle", version=1)
    assert done.status_code == 303 and done.location == f"{BOARD}?quick=mine"
    again = seller.get(done.location).text
    assert columns(again)["middle"] == [card] and "Moved to Middle" in again


def test_who_moved_first_is_named_to_the_second(
    seller: Client, client_of: Callable[..., Client], firm: Callable[..., int]
) -> None:
    card = firm("Alder")
    assert moved(client_of("lead.east"), card, "basic").status_code == 200
    late = moved(seller, card, "middle")
    assert late.status_code == 409 and 'data-column="basic"' in late.text and 'data-version="2"' in late.text
    assert re.search(r"moved this to Basic at \d{4}-", late.text)
    without_script = seller.post(f"{BOARD}{card}/move", _to="middle", version=1)
    assert without_script.status_code == 303
    assert "moved this to Basic" in seller.get(BOARD).text


def test_what_may_not_be_moved_is_not_offered_and_refused(
    seller: Client, client_of: Callable[..., Client], firm: Callable[..., int]
) -> None:
    hidden, shown = firm("Hidden", owner="seller.hangzhou"), firm("Alder")
    assert moved(seller, hidden, "basic").status_code == 404
    agent = client_of("agent")
    page = agent.get(BOARD).text
    if shown in [each for found in columns(page).values() for each in found]:
        assert "data-movable" not in page
    assert moved(agent, shown, "basic").status_code in (403, 404)
    unknown = moved(seller, shown, "gone")
    assert unknown.status_code == 409 and "no longer on the board" in unknown.text
    assert seller.post(f"{BOARD}{shown}/move", _to="basic").status_code == 428


def test_a_card_is_added_at_the_head_of_a_column_once(seller: Client) -> None:
    form = seller.get(f"{BOARD}new?_column=middle").text
    once = re.findall(r'name="once" value="([^"]*)"', form)[0]
    refused = seller.post(f"{BOARD}new?_column=middle", name="", city="", once=once)
    assert refused.status_code == 422 and "required" in refused.text
    for _again in range(2):
        assert (
            seller.post(f"{BOARD}new?_column=middle", name="Cedar", city="Wuxi", once=once).status_code == 303
        )
    assert len(columns(seller.get(BOARD).text)["middle"]) == 1
    assert seller.get(f"{BOARD}new?_column=nowhere").status_code == 404


def test_folded_columns_and_the_fields_of_cards_are_the_readers_own(
    seller: Client,
    firm: Callable[..., int],
    house: House,
    actor_of: Callable[[str], Actor],
    client_of: Callable[..., Client],
) -> None:
    card = firm("Alder", city="Wuxi", website="https://alder.example")
    assert "https://alder.example" not in seller.get(BOARD).text
    assert seller.post(f"{BOARD}kept", what="folded", folded=["middle", "", "gone"]).status_code == 303
    chooser = seller.get(f"{BOARD}cards").text
    assert f'action="{BOARD}kept"' in chooser and 'name="what" value="fields"' in chooser
    assert seller.post(f"{BOARD}kept", what="fields", c=["website", "unknown"]).status_code == 303
    page = client_of("seller.shanghai").get(BOARD).text  # another browser of his
    assert "https://alder.example" not in client_of("admin").get(BOARD).text
    assert "https://alder.example" in page and "Wuxi" not in page
    assert page.count("data-folded") == 2 and columns(page)["high"] == [card]
    edit(actor_of("seller.shanghai"), house.host.resources["contacts.company"], card, {"level": "middle"})
    assert columns(seller.get(BOARD).text)["middle"] == []
    seller.post(f"{BOARD}kept", what="fields")
    seller.post(f"{BOARD}kept", what="folded")
    page = seller.get(BOARD).text
    assert "data-folded" not in page and "https://alder.example" not in page and "Wuxi" in page
