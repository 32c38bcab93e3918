"""The code keeps the house rules, but for the places that exceptions.toml names with a reason."""

import importlib.util
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest


def _load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_rules", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["house_rules"] = module
    spec.loader.exec_module(module)
    return module


HERE = Path(__file__).parent
rules = _load(HERE / "rules.py")
EXCEPTIONS = tomllib.loads((HERE / "exceptions.toml").read_text(encoding="utf-8"))
PYTHON, TEMPLATES = rules.sources("*.py"), rules.sources("*.html")
CHECKS = [(rule, PYTHON) for rule in rules.PYTHON_RULES] + [
    (rule, TEMPLATES) for rule in rules.TEMPLATE_RULES
]


def excused(rule: object, path: str) -> str | None:
    """The entry of exceptions.toml that covers `path`."""
    entries = EXCEPTIONS[rules.name_of(rule)]
    return next((e for e in entries if path == e or (e.endswith("/") and path.startswith(e))), None)


@pytest.mark.parametrize(("rule", "files"), CHECKS, ids=lambda value: getattr(value, "__name__", ""))
def test_rule_is_kept(rule, files) -> None:
    broken = [
        f"{source.path}:{place}"
        for source in files
        if not excused(rule, source.path)
        for place in rule(source)
    ]
    assert not broken, f"{rule.__doc__}\n" + "\n".join(broken)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_exceptions_are_needed_and_have_a_reason(rule) -> None:
    files = [source for other, found in CHECKS if other is rule for source in found]
    used = {
        excused(rule, source.path) for source in files if excused(rule, source.path) and any(rule(source))
    }
    entries = EXCEPTIONS[rules.name_of(rule)]
    assert set(entries) == used
    assert all(reason.strip() for reason in entries.values())


def test_exceptions_name_rules_that_exist() -> None:
    assert set(EXCEPTIONS) == {rules.name_of(rule) for rule in rules.RULES}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("wall_clock", "import datetime\nx = datetime.datetime.now()\n"),
        ("wall_clock", "today = date.today()\n"),
        ("raw_sql", "q = SQL('1=' + name)\n"),
        ("transaction", "with database.atomic():\n    pass\n"),
        ("filter_keywords", "Company.filter(**request.args)\n"),
        ("markup", "return_ = markupsafe.Markup(text)\n"),
        ("markup", "return_ = as_markup(text)\n"),
        ("swallowed_exception", "try:\n    f()\nexcept Exception:\n    pass\n"),
        ("long_file", "\n" * 401),
        ("long_function", "def f():\n" + "    x = 1\n" * 41),
        ("docstring", "x = 1\n"),
        ("safe_filter", "{{ name|safe }}"),
        ("safe_filter", "{% autoescape false %}"),
        ("inline_code", '<a href="#" onclick="f()">'),
        ("inline_code", '<p style="color: red">'),
        ("inline_code", "<script>f()</script>"),
        ("htmx", '<a hx-get="/x">'),
    ],
)
def test_breach_is_seen(rule: str, text: str) -> None:
    assert list(getattr(rules, rule)(rules.Source("core/guanxi/web/x.py", text)))


def test_vague_module_name_is_seen() -> None:
    assert list(rules.vague_name(rules.Source("plugins/sales/guanxi_sales/utils.py", "")))


def test_script_by_address_is_no_inline_code() -> None:
    assert not list(
        rules.inline_code(rules.Source("a.html", '<script src="{{ asset(name) }}" defer></script>'))
    )
