"""What templates look up in dictionaries is what Jinja would find there."""

from __future__ import annotations

from jinja2 import Environment as Plain

from guanxi.web.rendering import Environment

SOURCE = """{{ d.a }}|{{ d.missing }}|{{ d.missing is defined }}|{{ d.items()|list }}|{{ d.get("b") }}|{{ d["items"] }}|{{ d.b.c }}"""


def test_dictionaries_are_looked_up_as_jinja_does() -> None:
    known = {"a": 1, "items": "shadowed", "b": {"c": "<"}}
    quick = Environment.__new__(Environment)
    Plain.__init__(quick, autoescape=True)
    expected = Plain(autoescape=True).from_string(SOURCE).render(d=known)
    assert quick.from_string(SOURCE).render(d=known) == expected
    assert expected.startswith("1||False|[(")
