"""What holds on every page: sizes of letters, Chinese as Chinese is set, little motion, nothing that jumps, a focus that is seen."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from .pages import PAGES

pytestmark = pytest.mark.either_database

STYLE = "(element, name) => getComputedStyle(element)[name]"
ODD_CHINESE = """() => [...document.querySelectorAll("body *")].filter((element) => {
    const chinese = (node) => node.nodeType === Node.TEXT_NODE && /\\p{Script=Han}/u.test(node.data);
    const own = [...element.childNodes].some(chinese);
    const style = getComputedStyle(element);
    return own && (style.fontStyle !== "normal" || !["normal", "0px"].includes(style.letterSpacing));
}).map((element) => element.outerHTML.slice(0, 120))"""
SLOW = """() => {
    const found = [];
    const one = (each) => parseFloat(each) * (each.trim().endsWith("ms") ? 1 : 1000);
    const seconds = (text) => Math.max(0, ...text.split(",").map(one));
    const look = (rules) => { for (const rule of rules) {
        if (rule.cssRules) look(rule.cssRules);
        const style = rule.style;
        if (!style || rule instanceof CSSKeyframeRule) continue;
        const waits = style.animationIterationCount === "infinite" || style.animationTimeline.includes("scroll");
        if (seconds(style.transitionDuration || "0s") > 150 || (!waits && seconds(style.animationDuration || "0s") > 150))
            found.push(rule.cssText.slice(0, 140));
    } };
    for (const sheet of document.styleSheets) look(sheet.cssRules);
    return found;
}"""
MOVING = """() => document.getAnimations()
    .filter((each) => each.timeline === document.timeline && each.effect.getTiming().iterations === Infinity)
    .map((each) => each.effect.target.outerHTML.slice(0, 120))"""
WATCH = """() => {
    window.jumped = [];
    const told = ({node, previousRect, currentRect}) =>
        `${node?.outerHTML?.slice(0, 120)} from ${previousRect.y} to ${currentRect.y}`;
    new PerformanceObserver((list) => {
        for (const each of list.getEntries()) window.jumped.push([each.value, ...each.sources.map(told)]);
    }).observe({type: "layout-shift", buffered: true});
}"""
UNSEEN = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "";
    const seen = (each) => {
        const style = getComputedStyle(each);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
    };
    const around = [element, element.parentElement, element.nextElementSibling, element.closest("label, .menu, tr")].filter(Boolean);
    return around.some(seen) ? "" : element.outerHTML.slice(0, 160);
}"""


@pytest.mark.interface("look.text", "look.fonts", "look.lang")
def test_letters_have_14_px_tables_13_and_figures_stand_under_each_other(drawn: Callable[..., Page]) -> None:
    page = drawn("director", "/contacts/companies/", "zh")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    body = page.locator("body")
    assert (body.evaluate(STYLE, "fontSize"), body.evaluate(STYLE, "lineHeight")) == ("14px", "21px")
    for font in ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC"):
        assert font in body.evaluate(STYLE, "fontFamily")
    cell = page.locator("#rows td.num").first
    told = [cell.evaluate(STYLE, name) for name in ("fontSize", "textAlign", "fontVariantNumeric")]
    assert told == ["13px", "end", "tabular-nums"]


@pytest.mark.interface("look.chinese")
@pytest.mark.parametrize("name", PAGES)
def test_chinese_is_neither_spaced_nor_slanted(name: str, drawn: Callable[..., Page]) -> None:
    assert drawn(*PAGES[name], "zh").evaluate(ODD_CHINESE) == []


@pytest.mark.interface("look.motion")
@pytest.mark.parametrize("name", ["components", "board"])
def test_nothing_moves_for_longer_than_150_ms(name: str, drawn: Callable[..., Page]) -> None:
    assert drawn(*PAGES[name], "en").evaluate(SLOW) == []


@pytest.mark.interface("look.still")
def test_nothing_moves_where_motion_is_not_wanted(page: Page, drawn: Callable[..., Page]) -> None:
    page.emulate_media(reduced_motion="reduce")
    assert drawn(*PAGES["components"], "en").evaluate(MOVING) == []


@pytest.mark.interface("look.steady")
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", [name for name in PAGES if name != "components"] + ["home"])
def test_nothing_jumps_when_content_arrives(
    name: str, width: int, page: Page, drawn: Callable[..., Page]
) -> None:
    who, path = PAGES.get(name, ("seller.shanghai", "/"))
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(f"({WATCH})()")
    drawn(who, path, "en")
    jumped = page.evaluate("window.jumped")
    assert sum(value for value, *_what in jumped) < 0.02, jumped


@pytest.mark.interface("look.skeletons", "speed.skeleton")
def test_what_takes_long_shows_bones_and_no_blank_page(page: Page, drawn: Callable[..., Page]) -> None:
    asked = []

    def late(route: Route) -> None:
        asked.append(route.request.url)
        time.sleep(0.3)
        route.fallback()

    shown = drawn("director", "/contacts/companies/?group=industry", "en")
    page.route("**/groups?**", late)
    with page.expect_request("**/groups?**"):
        shown.reload(wait_until="commit")
    expect(shown.locator(".later .skeleton").first).to_be_visible()
    expect(shown.locator("details[data-group]").first).to_be_visible()
    assert asked


@pytest.mark.interface("access.focus")
@pytest.mark.parametrize("name", PAGES)
def test_the_focus_is_seen_wherever_one_goes_by_keyboard(name: str, drawn: Callable[..., Page]) -> None:
    page = drawn(*PAGES[name], "en")
    unseen = []
    for _step in range(40):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(UNSEEN))
    assert [each for each in unseen if each] == []


@pytest.mark.interface("look.long-names")
def test_a_long_name_ends_in_dots_and_is_told_whole(drawn: Callable[..., Page]) -> None:
    page = drawn("admin", "/settings/components", "en")
    clipped = page.locator("table td.main a, table td.main span").filter(has_text="Second Plant").first
    expect(clipped).to_be_visible()
    assert clipped.evaluate("(one) => one.closest('td').scrollWidth <= one.closest('table').clientWidth")
    clipped.hover()
    expect(page.locator("td[title*='Second Plant'], [title*='Second Plant']").first).to_be_visible()
