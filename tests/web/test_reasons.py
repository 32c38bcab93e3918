"""The reasons that Guanxi itself gives for changes are read in the reader's language, in whichever they were written."""

from __future__ import annotations

import pytest

from guanxi.api import create
from guanxi.data.messages import use_language
from guanxi.testing.site import Site
from guanxi.web.reasons import told

SENTENCES = [
    ("Import of a {1}.csv", "导入 a {1}.csv"),
    ("Hand-over by Ada", "Ada的交接"),
    ("Revert of the hand-over", "回退交接"),
    ("Taken back", "已回退"),
]


@pytest.mark.parametrize(("english", "chinese"), SENTENCES, ids=["import", "hand-over", "revert", "run"])
def test_reason_of_the_house_is_told_in_each_language(english: str, chinese: str) -> None:
    with use_language("zh"):
        assert (told(english), told(chinese)) == (chinese, chinese)
    with use_language("en"):
        assert (told(english), told(chinese)) == (english, english)


def test_reason_that_a_person_wrote_stays_as_it_is() -> None:
    with use_language("zh"):
        assert (told("The import of 2025"), told(None)) == ("The import of 2025", "")


def test_history_and_timeline_are_read_in_english_where_the_import_was_in_chinese(site: Site) -> None:
    company = site.house.host.resources["contacts.company"]
    ref = create(site.actor("seller.north"), company, {"name": "Far"}, reason="导入 far.csv").ref
    assert ref is not None
    browser = site.sign_in("seller.north")
    for path in ("", "/history"):
        page = browser.get(f"/contacts/companies/{ref.id}{path}").text
        assert "Import of far.csv" in page, path
        assert "导入 far.csv" not in page
