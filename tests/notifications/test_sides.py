"""The two sides of the bell: what needs an action of the reader, and what he is only told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ASKED, INFORMED = "Needs my action", "For information"
ACTION, TOLD = "work.assigned", "work.moved"


@pytest.mark.parametrize("path", ["/notifications", "/notifications/panel"])
def test_what_needs_an_action_stands_before_what_is_for_information_whatever_came_last(
    path: str, actor_of: Callable[..., Any], client_of: Callable[..., Any], company: Any, tell: Any
) -> None:
    lead, seller = actor_of("lead.east"), actor_of("seller.shanghai")
    one = company(seller, "甲")
    for kind, text in ((ACTION, "do-1"), (TOLD, "know-1"), (ACTION, "do-2"), (TOLD, "know-2")):
        tell(lead, seller.id, text, about=one, kind=kind)
    shown = client_of("seller.shanghai").get(path).text
    places = [shown.index(part) for part in (ASKED, "do-2", "do-1", INFORMED, "know-2", "know-1")]
    assert places == sorted(places)
    assert shown.count("notice-head") == 2


@pytest.mark.parametrize("path", ["/notifications", "/notifications/panel"])
def test_a_side_whose_records_are_out_of_reach_is_not_there(
    path: str, actor_of: Callable[..., Any], client_of: Callable[..., Any], company: Any, tell: Any
) -> None:
    lead, seller, other = (actor_of(each) for each in ("lead.east", "seller.shanghai", "seller.hangzhou"))
    one, two = company(seller, "云川恒润"), company(other, "西湖远景")
    for about in (one, one, two):
        tell(lead, other.id, "do it", about=about, kind=ACTION if about == one else TOLD)
    shown = client_of("seller.hangzhou").get(path).text
    assert ASKED not in shown and "云川恒润" not in shown
    assert INFORMED in shown
