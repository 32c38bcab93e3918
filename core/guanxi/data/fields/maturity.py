"""A day that comes due: how long ahead, and on which days, whoever answers for the record is reminded of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.data.fields.field import When

BEFORE, AFTER, SAME = "before", "after", "same"
WEEKENDS = (BEFORE, AFTER, SAME)
MOST_DAYS = 3650


@dataclass(frozen=True, eq=False)
class Maturity:
    """What makes a Date a maturity: ``Date("until", matures=Maturity(days=7))``.

    `days` (calendar days, 0 to 3650) is how long ahead the reminder comes. Where that is no working day, `weekends` says what counts:
    the last working day ``before`` it, the first ``after`` it (never later than the date itself), or the ``same`` day all the same.
    `when` holds while another field of the record has one of some values: ``when=when("state", "signed")``; there is no
    reminder otherwise. `still(actor, ids)` returns those of the records `ids` whose date still means something: a contract
    that another one has taken the place of ends without a reminder. Raises ValueError for days or a rule that there are not.
    """

    days: int = 7
    weekends: str = BEFORE
    when: When | None = None
    still: Callable[[Any, Sequence[int]], Collection[int]] | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.days <= MOST_DAYS:
            raise ValueError(f"a maturity reminds 0 to {MOST_DAYS} days ahead, not {self.days}")
        if self.weekends not in WEEKENDS:
            raise ValueError(f"the rule for weekends is one of {', '.join(WEEKENDS)}, not {self.weekends!r}")
