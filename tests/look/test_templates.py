"""The templates keep the page policy, speak both languages and draw every component."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError, nodes

from guanxi.data.messages import translator, use_language
from guanxi.web import components
from guanxi.web.action_html import actions_html, link_html, menu_items_html, post_html
from guanxi.web.button_html import button_attributes, button_inside
from guanxi.web.field_html import field_html
from guanxi.web.line_html import line_html

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "core/guanxi/web/templates"
CATALOGUE = ROOT / "core/guanxi/translations/zh/LC_MESSAGES/messages.po"
FILES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
SHELL: dict[str, Any] = {
    "actor": {"name": "欧阳文"},
    "menu": [
        {"label": "", "entries": [{"label": "Companies", "href": "/c", "icon": "building-2", "key": "k"}]}
    ],
    "languages": [("en", "English"), ("zh", "中文")],
    "here": "/",
    "title": "Components",
}


@pytest.fixture(scope="module")
def environment() -> Iterator[Environment]:
    """Jinja with the globals that templates may use, in an app without anything else."""
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.do"])
    made.globals.update(
        _=translator("guanxi"),
        asset=lambda name: f"/static/{name}",
        csrf_token=lambda: "token",
        still=lambda macro, *arguments: macro(*arguments),
        button_attributes=button_attributes,
        button_inside=button_inside,
        actions_html=actions_html,
        link_html=link_html,
        menu_items_html=menu_items_html,
        post_html=post_html,
        field_html=field_html,
        line_html=line_html,
    )
    app = Flask(__name__)
    app.__dict__["jinja_env"] = made
    with app.app_context():
        yield made


def catalogue() -> Catalog:
    return read_po(BytesIO(CATALOGUE.read_bytes()))


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def messages(environment: Environment, text: str) -> set[str]:
    """The texts that a template asks to translate."""
    calls = environment.parse(text).find_all(nodes.Call)
    ours = [call for call in calls if isinstance(call.node, nodes.Name) and call.node.name == "_"]
    return {call.args[0].value for call in ours if isinstance(call.args[0], nodes.Const)}


@pytest.mark.parametrize("name", FILES)
def test_template_has_no_inline_style_script_or_handler(name: str) -> None:
    text = re.sub(r"\{#.*?#\}", "", source(name), flags=re.S)
    assert not re.search(r"\sstyle\s*=|<style|\son(?!ce)[a-z]+=|hx-on|javascript:|\|\s*safe\b", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("name", [name for name in FILES if "components/" not in name])
def test_page_template_leaves_hx_attributes_to_macros(name: str) -> None:
    assert not re.search(r"\shx-[a-z]+=", source(name))


@pytest.mark.parametrize("name", FILES)
def test_template_says_which_variables_it_expects(name: str) -> None:
    assert source(name).startswith("{#-")


@pytest.mark.parametrize("name", FILES)
def test_every_text_of_a_template_has_a_chinese_one(name: str, environment: Environment) -> None:
    known = catalogue()
    missing = {
        text
        for text in messages(environment, source(name))
        if not (known.get(text) and known.get(text).string)
    }
    assert not missing


def test_catalogue_is_sorted_by_message() -> None:
    blocks = CATALOGUE.read_text(encoding="utf-8").split("\n\n")[1:]
    raw = [re.search(r'^msgid ((?:".*"\n?)+)', block, re.M) for block in blocks]
    ids = ["".join(re.findall(r'"(.*)"', found[1])) for found in raw if found]
    assert ids == sorted(ids)


@pytest.mark.parametrize("name", FILES)
def test_every_icon_drawn_is_in_the_sprite(name: str) -> None:
    sprite = set((ROOT / "frontend/src/icons.txt").read_text(encoding="utf-8").split("\n"))
    used = re.findall(r"\b(?:icon|glyph)\(\"([a-z0-9-]+)\"", source(name)) + re.findall(
        r"glyph=\"([a-z0-9-]+)\"", source(name)
    )
    assert set(used) <= sprite


@pytest.mark.parametrize("language", ["en", "zh"])
def test_component_page_draws_every_component(language: str, environment: Environment) -> None:
    with use_language(language):
        page = environment.get_template("components.html").render(
            SHELL, language=language, s=components.samples()
        )
    assert page.count('class="sample"') == 10
    assert ("另一个值会留在修改历史中" in page) == (language == "zh")


def test_component_page_escapes_what_people_typed(environment: Environment) -> None:
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    samples = components.samples()
    field = samples["fields"]["plain"]
    for each in fields(field):
        if isinstance(getattr(field, each.name), str):
            setattr(field, each.name, bad)
    for part in (
        samples["history"][0],
        samples["toasts"][0],
        samples["versus"][0],
        samples["quick"][0],
    ):
        part.update({key: bad for key, value in part.items() if isinstance(value, str)})
    for editor in samples["editors"]:
        editor.update(
            help=bad,
            error=bad,
            label=bad,
            placeholder=bad,
            text=bad,
            **({"value": bad} if isinstance(editor.get("value"), str) else {}),
        )
    page = environment.get_template("components.html").render(SHELL, language="en", s=samples)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 429, 500, 503])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_error_page_names_the_request_and_no_trace(
    code: int, language: str, environment: Environment
) -> None:
    with use_language(language):
        page = environment.get_template("error.html").render(
            language=language, code=code, request_id="r-17", actor=None
        )
    assert "r-17" in page
    assert f'<p class="error-code">{code}</p>' in page


def test_every_template_compiles(environment: Environment) -> None:
    broken = []
    for name in FILES:
        try:
            environment.get_template(name)
        except TemplateSyntaxError as problem:
            broken.append(f"{name}:{problem.lineno}: {problem.message}")
    assert not broken


def test_no_page_hides_a_value_behind_a_macro_that_it_imports(environment: Environment) -> None:
    """What a template that extends another imports takes the place of that other's values of the same names."""
    for name in FILES:
        tree = environment.parse(source(name))
        above = next(tree.find_all(nodes.Extends), None)
        if above is None or above.template.as_const() == "layout.html":
            continue
        read = set()
        for used in environment.parse(source(above.template.as_const())).find_all(nodes.Name):
            read |= {used.name} if used.ctx == "load" else set()
        own = {
            each[1] if isinstance(each, tuple) else each
            for made in environment.parse(source(above.template.as_const())).find_all(nodes.FromImport)
            for each in made.names
        }
        taken = {
            each[1] if isinstance(each, tuple) else each
            for made in tree.find_all(nodes.FromImport)
            for each in made.names
        }
        assert not (taken - own) & read, (name, (taken - own) & read)
