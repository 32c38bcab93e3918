"""How pages look, measured: what belongs to letters, figures, icons, colours, charts; on a desk, by touch, at 200 %, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from guanxi.testing.browser import LIMIT_MS

from .conftest import Served

LIST = "/contacts/companies/"
TOKENS = "(names) => names.map((name) => getComputedStyle(document.documentElement).getPropertyValue(name))"
OKLCH = """(names) => names.map((name) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `oklch(from var(${name}) l c h)`;
    const [l, c, h] = getComputedStyle(probe).color.match(/[\\d.e-]+/g).map(Number);
    probe.remove();
    return [l, c, h];
})"""
ICONS = """() => [...document.querySelectorAll("svg.icon")].filter((icon) => icon.checkVisibility()).map((icon) =>
    [icon.querySelector("use")?.getAttribute("href").split("#")[0] ?? "", getComputedStyle(icon).width])"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.interface(
    "look.calm", "look.rows", "look.numbers", "look.icons", "look.avatars", "look.spacing", "look.colours"
)
def test_a_list_is_calm_its_figures_line_up_and_icons_colours_and_gaps_are_of_one_kind(
    enter: Callable[..., Page],
) -> None:
    page = enter("director", LIST)
    table = page.locator(".table-wrap").bounding_box()
    assert table is not None and table["width"] * table["height"] > 0.5 * 1280 * 800
    assert {row.bounding_box()["height"] for row in page.locator("#rows tr").all()[:5]} == {36}  # type: ignore[index]
    figures = page.locator("#rows td.num").evaluate_all(
        "(all) => all.map((cell) => getComputedStyle(cell)).map((style) => [style.textAlign, style.fontVariantNumeric].join())"
    )
    assert set(figures) == {"end,tabular-nums"}
    icons = page.evaluate(ICONS)
    assert len({sprite for sprite, _width in icons}) == 1 and "icons" in icons[0][0]
    assert {width for _sprite, width in icons} <= {"16px", "20px", "14px", "12px"}
    expect(page.locator(".page-actions .button.main")).to_contain_text("New company")
    expect(page.locator(".user-button .avatar")).to_have_text("欧阳")
    assert page.evaluate(TOKENS, [f"--s{n}" for n in range(1, 8)]) == [
        f"{4 * n}px" for n in (1, 2, 3, 4, 6, 8, 12)
    ]
    greys = page.evaluate(OKLCH, ["--text", "--quiet", "--line", "--ground", "--sunken"])
    _light, _chroma, accent = page.evaluate(OKLCH, ["--accent"])[0]
    assert all(0 < chroma < 0.02 and round(hue) == round(accent) for _l, chroma, hue in greys)


@pytest.mark.interface(
    "look.rows", "phone.cards", "phone.thumb", "record.tabs", "record.contact", "phone.tap"
)
def test_a_finger_finds_rows_buttons_tabs_and_numbers_to_call(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="en-GB"
    )
    served.enter(context, "director")
    page = context.new_page()
    page.set_default_timeout(LIMIT_MS)
    page.goto(f"{served.address}{LIST}")
    row = page.locator("#rows tr").first
    box = row.bounding_box()
    assert box is not None and box["height"] >= 44
    assert row.evaluate("(row) => getComputedStyle(row).display") != "table-row", "a card"
    row.locator("td.main a").tap()
    page.locator(".record-name h1").wait_for()
    details, timeline = page.locator("#details"), page.locator("#happened")
    expect(details).to_be_visible()
    expect(timeline).to_be_hidden()
    page.locator(".pane-tabs a", has_text="Timeline").tap()
    expect(timeline).to_be_visible()
    expect(details).to_be_hidden()
    page.goto(f"{served.address}{LIST}1")
    expect(page.locator("#p-phone .prop-text a")).to_have_attribute("href", re.compile(r"^tel:\+86\d+$"))
    expect(page.locator("#p-email .prop-text a")).to_have_attribute("href", re.compile(r"^mailto:.+@.+$"))
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{served.address}{LIST}")
    box = page.locator("#rows tr").first.bounding_box()
    assert box is not None and box["height"] == 44
    context.close()


@pytest.mark.interface("access.zoom")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_are_usable_at_200_per_cent(language: str, enter: Callable[..., Page], served: Served) -> None:
    page = enter("director", "/account", language)
    page.set_viewport_size({"width": 640, "height": 400})  # what 1280 × 800 is then
    for path in ("/", LIST, f"{LIST}1", f"{LIST}new", "/sales/deals/board/", "/my-day"):
        page.goto(served.address + path)
        assert not page.evaluate(SIDEWAYS), path
    page.goto(served.address + LIST)
    page.locator("#rows td.pick input").first.check()
    expect(page.locator("[data-bulk] button:visible").first).to_be_in_viewport()


@pytest.mark.interface("look.charts-zero", "look.charts-labels", "look.charts-colours", "look.charts-print")
def test_a_chart_has_its_zero_its_words_a_table_behind_and_stays_readable_in_grey(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter("director", "/metrics/sales.new_deals/?_period=all")
    bars = page.locator("svg.chart-bar").first
    expect(bars).to_be_visible()
    assert set(
        bars.locator("rect.fill").evaluate_all("(all) => all.map((bar) => bar.getAttribute('x'))")
    ) == {"0%"}
    values = [float(re.sub(r"[^\d.]", "", text)) for text in bars.locator(".mark-value").all_text_contents()]
    lengths = bars.locator("rect.fill").evaluate_all(
        "(all) => all.map((bar) => parseFloat(bar.getAttribute('width')))"
    )
    assert len(values) == len(lengths) == bars.locator(".mark-label").count()
    most = max(values)
    assert all(abs(long - 100 * value / most) < 2 for value, long in zip(values, lengths, strict=True))
    behind = page.locator("details.behind").first
    behind.locator("summary").click()
    expect(behind.locator("table tbody tr").first).to_be_visible()
    hues = [hue for _l, _c, hue in page.evaluate(OKLCH, [f"--chart-{n}" for n in range(1, 6)])]
    assert len({round(hue / 20) for hue in hues}) == 5, "no two of one hue"
    page.emulate_media(media="print")
    greys = page.evaluate(OKLCH, [f"--chart-{n}" for n in range(1, 7)])
    assert all(chroma < 0.01 for _l, chroma, _h in greys)
    steps = [light for light, _c, _h in greys]
    assert all(later - earlier > 0.04 for earlier, later in pairwise(steps))
    expect(behind.locator("table tbody tr").first).to_be_visible()


@pytest.mark.interface("print.heads")
def test_a_long_list_on_paper_repeats_its_head_and_numbers_its_sheets(enter: Callable[..., Page]) -> None:
    page = enter("director", LIST)
    page.wait_for_load_state("networkidle")
    sheets = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) > 1
    page.emulate_media(media="print")
    head = page.locator("table[data-list] thead")
    assert head.evaluate("(head) => getComputedStyle(head).display") == "table-header-group"
    assert head.locator("th").last.evaluate("(cell) => getComputedStyle(cell).position") == "static"
    numbered = page.evaluate(
        """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText)
            .some((text) => /@bottom-right\\s*{[^}]*counter\\(page\\)[^}]*counter\\(pages\\)/.test(text))"""
    )
    assert numbered
