"""The page of plugins names every installed one, whatever its code is like, and imports none for it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from guanxi.data.messages import translate, use_language

PAGE = "/settings/plugins"


@pytest.mark.parametrize("code", ["raise RuntimeError('boom')", "raise SystemExit(3)"])
def test_a_plugin_that_can_not_be_imported_is_named_and_left_alone(
    code: str, workshop: Any, client_of: Callable[..., Any]
) -> None:
    workshop.plugin("tea")
    (workshop.folder / "guanxi_tea" / "__init__.py").write_text(code, "utf-8")
    page = client_of("admin").get(PAGE)
    assert page.status_code == 200
    assert f"{PAGE}/tea/enable" in page.text
    assert "guanxi_tea" not in sys.modules


def test_a_plugin_that_is_a_single_module_is_named(workshop: Any, client_of: Callable[..., Any]) -> None:
    workshop.module("solo")
    page = client_of("admin").get(PAGE)
    assert page.status_code == 200
    assert f"{PAGE}/solo/enable" in page.text
    assert "The plugin solo" in page.text
    assert "guanxi_solo" not in sys.modules


def test_a_name_in_chinese_is_found_without_importing_the_plugin(workshop: Any) -> None:
    workshop.plugin("leaf", "raise SystemExit('imported')")
    folder = workshop.folder / "guanxi_leaf" / "translations" / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "messages.po").write_text(head + 'msgid "Leaf"\nmsgstr "茶叶"\n', "utf-8")
    with use_language("zh"):
        assert translate("guanxi_leaf", "Leaf") == "茶叶"
    assert "guanxi_leaf" not in sys.modules
