"""Compares the picture of a page with the one that is kept, by the library pixelmatch in the browser itself."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

KEPT = Path(__file__).parent / "kept"
FOUND = Path(__file__).parents[2] / "var" / "pictures"
MADE_WITH = KEPT / "made_with.json"
LIBRARY = Path(__file__).parents[2] / "frontend" / "node_modules" / "pixelmatch" / "index.js"
MOST = 0.0005
"""The share of pixels that may differ: edges of letters, which are drawn by several threads."""
LETTERS = """() => {
    const pen = document.createElement("canvas").getContext("2d");
    const wide = ["sans-serif", "system-ui", "Noto Sans CJK SC", "monospace"].map((font) => {
        pen.font = `64px ${font}`;
        return pen.measureText("Guanxi 关系 1,234.50 客户").width.toFixed(2);
    });
    return wide.join(" ");
}"""
COMPARE = """async ([library, kept, found]) => {
    const compare = (await import(URL.createObjectURL(new Blob([library], {type: "text/javascript"})))).default;
    const read = async (text) => {
        const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + text)).blob());
        const pen = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
        pen.drawImage(picture, 0, 0);
        return pen.getImageData(0, 0, picture.width, picture.height);
    };
    const [one, other] = [await read(kept), await read(found)];
    if (one.width !== other.width || one.height !== other.height) return {share: 1, shown: ""};
    const shown = new ImageData(one.width, one.height);
    const differ = compare(one.data, other.data, shown.data, one.width, one.height, {threshold: 0.15});
    const canvas = document.createElement("canvas");
    Object.assign(canvas, {width: one.width, height: one.height});
    canvas.getContext("2d").putImageData(shown, 0, 0);
    return {share: differ / (one.width * one.height), shown: canvas.toDataURL("image/png").split(",")[1]};
}"""


def compare(chromium: Browser, page: Page, name: str) -> None:
    """Fail where the page does not look as it is kept; with ``PICTURES=keep`` it is kept anew.

    Letters are drawn differently by each version of a browser and each set of fonts: where those are others than the ones
    that the kept pictures were made with, the page is drawn, nothing is compared, and the test says so.
    """
    found = page.screenshot(animations="disabled", caret="hide")
    with_what = {"chromium": chromium.version, "letters": page.evaluate(LETTERS)}
    if os.environ.get("PICTURES") == "keep":
        return _keep(name, found, with_what)
    if json.loads(MADE_WITH.read_text(encoding="utf-8")) != with_what:
        pytest.skip(f"not compared: the kept pictures were made with other letters than {with_what}")
    told = _told(chromium, (KEPT / f"{name}.png").read_bytes(), found)
    if told["share"] > MOST:
        FOUND.mkdir(parents=True, exist_ok=True)
        (FOUND / f"{name}.png").write_bytes(found)
        (FOUND / f"{name}.differs.png").write_bytes(b64decode(told["shown"]))
        pytest.fail(
            f"{told['share']:.2%} of {name} look different: see {FOUND}. If that is right, look at the picture and "
            'keep it: PICTURES=keep make test ARGS="tests/pictures"'
        )
    return None


def _keep(name: str, found: bytes, with_what: dict[str, str]) -> None:
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{name}.png").write_bytes(found)
    MADE_WITH.write_text(json.dumps(with_what, indent=1) + "\n", encoding="utf-8")


def _told(chromium: Browser, kept: bytes, found: bytes) -> dict[str, Any]:
    blank = chromium.new_page()
    try:
        pictures = [b64encode(each).decode() for each in (kept, found)]
        told: dict[str, Any] = blank.evaluate(COMPARE, [LIBRARY.read_text(encoding="utf-8"), *pictures])
        return told
    finally:
        blank.close()
