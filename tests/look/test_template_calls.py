"""Calls in templates: what Jinja gives to functions and macros, they get as before."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import Environment, UndefinedError, pass_context
from jinja2.runtime import Context

from guanxi.web.template_calls import QuickContext


@pass_context
def seen(context: Context, name: str) -> Any:
    return context.get(name)


def plain(*args: Any, **named: Any) -> str:
    return f"{args}{sorted(named)}"


def stop() -> str:
    raise StopIteration


SOURCE = """{% macro bold(text, tag="b") %}<{{ tag }}>{{ text }}</{{ tag }}>{% if caller %}{{ caller() }}{% endif %}{% endmacro %}
{{ bold("<") }}{{ bold("x", tag="i") }}{% call bold("y") %}&{% endcall %}{{ seen("outer") }}
{% for each in ["in"] %}{% set inner = each %}{{ plain(inner, loop=1) }}{{ seen("inner") }}{{ each.upper() }}{% endfor %}
{{ {"a": 1}.get("a") }}
{% macro small(text, tag=text, end="<") %}{{ text }}{{ tag }}{{ end }}{% endmacro %}{{ small("q") }}{{ small("q", 1) }}{{ small() }}
{% macro many(text) %}{{ text }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ many("q", 1, 2) }}{{ many("q", x=1) }}"""


@pytest.mark.parametrize("autoescape", [True, False])
def test_functions_and_macros_get_what_jinja_gives_them(autoescape: bool) -> None:
    drawn = []
    for kind in (Context, QuickContext):
        environment = Environment(autoescape=autoescape)
        environment.context_class = kind
        drawn.append(environment.from_string(SOURCE).render(seen=seen, plain=plain, outer="out"))
    assert drawn[0] == drawn[1]
    assert "out" in drawn[1]


def test_a_function_that_ends_an_iteration_does_not_end_the_template() -> None:
    environment = Environment(autoescape=True)
    environment.context_class = QuickContext
    assert environment.from_string("a{{ stop() }}b").render(stop=stop) == "ab"
    with pytest.raises(UndefinedError, match="StopIteration"):
        environment.from_string("{{ stop().x }}").render(stop=stop)
