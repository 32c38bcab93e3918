"""Which buttons the head of a record shows, and which its menu holds: few that matter now, none out of reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MOST = 3
"""How many buttons stand beside the name; what is further possible stands in the menu behind them."""
Button = Mapping[str, Any]


def parted(buttons: Sequence[Button], last: Sequence[Button] = ()) -> tuple[list[Button], list[Button]]:
    """The buttons beside the name, and those for the menu.

    What is called for now comes first, then what always is, in the order declared; `last` (the way to edit) keeps its place.
    """
    pressing = [each for each in buttons if each["presses"]]
    always = [each for each in buttons if each["presses"] is None]
    shown = [*pressing, *always][: max(0, MOST - len(last))]
    kept = {id(each) for each in shown}
    return [*shown, *last], [each for each in buttons if id(each) not in kept]
