"""Pages look as they did when somebody looked at them: in both languages and themes, on a desk and on a phone.

A change of a page that is meant is looked at, and its pictures are kept anew: ``PICTURES=keep make test ARGS="tests/pictures"``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from .compared import compare
from .pages import PAGES

WINDOWS = {1280: 800, 360: 740}

pytestmark = pytest.mark.either_database


@pytest.mark.interface("look.components", "look.tokens")
@pytest.mark.parametrize("width", WINDOWS)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_is_kept(
    name: str,
    language: str,
    theme: str,
    width: int,
    chromium: Browser,
    page: Page,
    drawn: Callable[..., Page],
) -> None:
    who, path = PAGES[name]
    page.set_viewport_size({"width": width, "height": WINDOWS[width]})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    compare(chromium, drawn(who, path, language), f"{name}-{language}-{theme}-{width}")
