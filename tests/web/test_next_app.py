"""The next app of a process takes over what its predecessor has had compiled: templates and addresses."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader
from jinja2 import Environment as Jinja

from guanxi.app import create_app
from guanxi.testing.house import Built
from guanxi.web.compiled_templates import COMPILED, CompiledTemplates
from guanxi.web.kept_rules import KeptRule


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is compiled from now on."""
    found: list[str] = []
    real = Jinja.compile

    def compile(environment: Jinja, source: str, name: str = "", *more: object, **named: object) -> object:
        found.append(name)
        return real(environment, source, name, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Jinja, "compile", compile)
    return found


def test_templates_are_compiled_for_the_first_app_alone(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    COMPILED.clear()
    compiled = counting(monkeypatch)
    apps = [create_app(built.house, passwords=built.passwords) for _ in range(2)]
    texts = [app.test_client().get("/sign-in", base_url="http://crm.example:8000").status for app in apps]
    assert texts == ["200 OK"] * 2
    assert len(compiled) == len(set(compiled)) > 0


def test_template_whose_text_has_changed_is_compiled_anew() -> None:
    kept, texts = CompiledTemplates(), {"page.html": "before"}
    for expected in ("before", "after"):
        texts["page.html"] = expected
        environment = Jinja(loader=DictLoader(texts), bytecode_cache=kept, autoescape=True)
        assert environment.get_template("page.html").render() == expected


def test_addresses_are_built_for_each_app_by_its_own_rules() -> None:
    made = []
    for endpoint in ("first", "second"):
        app = Flask("probe")
        app.url_rule_class = KeptRule
        app.add_url_rule("/things/<int:id>", endpoint, lambda id: str(id))
        app.add_url_rule("/things/", f"{endpoint}-all", lambda: "", defaults={"page": 1})
        adapter = app.url_map.bind("localhost")
        made.append(adapter.build(endpoint, {"id": 7, "q": "a b"}))
        assert adapter.build(f"{endpoint}-all") == "/things/"
        assert adapter.match("/things/7") == (endpoint, {"id": 7})
    assert made == ["/things/7?q=a+b"] * 2
    (one, other) = (rule_of(), rule_of())
    assert one._compile_builder(True) is other._compile_builder(True)  # type: ignore[attr-defined]


def rule_of() -> object:
    app = Flask("probe")
    app.url_rule_class = KeptRule
    app.add_url_rule("/things/<int:id>", "things", lambda id: str(id))
    return next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "things")
