"""The browser of tests is real and hears what a page complains of."""

import pytest
from playwright.sync_api import Page


def test_page_runs_scripts_and_shows_chinese(page: Page) -> None:
    page.set_content(
        "<h1>关系</h1><script>document.title = document.querySelector('h1').textContent</script>"
    )
    assert page.title() == "关系"


def test_page_that_complains_is_heard(page: Page, console: list[str]) -> None:
    page.set_content("<script>throw new Error('broken on purpose')</script>")
    with pytest.raises(AssertionError):
        assert console == []
    assert "broken on purpose" in console.pop()
