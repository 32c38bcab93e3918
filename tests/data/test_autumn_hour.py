"""One hour of each autumn is there twice: a form that is sent as it was shown does not move a moment within it."""

from __future__ import annotations

import datetime as dt

import pytest
from werkzeug.datastructures import MultiDict

from guanxi.data.fields import DateTime
from guanxi.data.formats import Format
from guanxi.resources.forms import form_of

BERLIN = Format.of("en", "Europe/Berlin")
FIRST = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
SECOND = FIRST + dt.timedelta(hours=1)


@pytest.mark.parametrize("kept", [FIRST, SECOND])
@pytest.mark.parametrize("typed", ["2026-10-25T02:30", "2026-10-25T02:30:00"])
def test_what_is_sent_as_it_was_shown_stays(kept: dt.datetime, typed: str) -> None:
    field = DateTime("at")
    assert field.input_text(kept, BERLIN) == "2026-10-25T02:30:00"
    form = form_of([field], BERLIN, sent=MultiDict({"at": typed}), values={"at": kept})
    assert form["at"].data == kept


def test_another_moment_is_taken_as_it_is_typed() -> None:
    form = form_of(
        [DateTime("at")], BERLIN, sent=MultiDict({"at": "2026-10-25T03:30"}), values={"at": SECOND}
    )
    assert form["at"].data == SECOND + dt.timedelta(hours=1)
    assert (
        form_of([DateTime("at")], BERLIN, sent=MultiDict({"at": ""}), values={"at": SECOND})["at"].data
        is None
    )
