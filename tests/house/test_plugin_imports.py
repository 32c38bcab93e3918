"""What plugins ship meets the host in guanxi.api, other plugins in declared api modules, and nothing else.

Tests are not shipped; they may look into the host to see what a plugin has brought about. A migration may name the host's
column types, which stand still with it.
"""

import ast
import configparser
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGINS = sorted(path.parent for path in (ROOT / "plugins").glob("*/setup.cfg"))
FOR_MIGRATIONS = "guanxi.data.columns"


def declared(plugin: Path) -> set[str]:
    """The packages of the plugins that the plugin's setup.cfg needs."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(plugin / "setup.cfg", encoding="utf-8")
    lines = settings.get("options", "install_requires", fallback="").split("\n")
    names = [line.split(";")[0].split(">")[0].split("=")[0].split("<")[0].strip() for line in lines]
    return {name.replace("-", "_") for name in names if name.startswith("guanxi-")}


def imported(text: str) -> Iterator[tuple[int, str]]:
    """Every module that the text imports from guanxi or a plugin of it; names taken from a package count as its modules."""
    for node in ast.walk(ast.parse(text)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            bare = "." not in node.module
            names = [f"{node.module}.{alias.name}" if bare else node.module for alias in node.names]
        yield from ((node.lineno, name) for name in names if name.partition(".")[0].startswith("guanxi"))


def breaches(text: str, *, own: str, needs: set[str], is_migration: bool = False) -> list[str]:
    """The imports of `text` that a plugin with package `own` and declared packages `needs` may not make."""

    def allowed(name: str) -> bool:
        package, _, rest = name.partition(".")
        if package == own or name == "guanxi.api" or name.startswith("guanxi.api."):
            return True
        if is_migration and name == FOR_MIGRATIONS:
            return True
        return package in needs and rest.partition(".")[0] == "api"

    return [f"{line}: {name}" for line, name in imported(text) if not allowed(name)]


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_plugin_imports_only_what_it_may(plugin: Path) -> None:
    found = []
    for file in sorted(plugin.rglob("*.py")):
        parts = file.relative_to(plugin).parts
        if parts[0] in ("build", "tests"):
            continue
        text = file.read_text(encoding="utf-8")
        wrong = breaches(
            text, own=f"guanxi_{plugin.name}", needs=declared(plugin), is_migration="migrations" in parts
        )
        found += [f"{file.relative_to(ROOT)}:{place}" for place in wrong]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("text", "is_migration", "wrong"),
    [
        ("from guanxi.api import Resource", False, False),
        ("from guanxi import api", False, False),
        ("from guanxi.records import gate", False, True),
        ("import guanxi.records.gate", False, True),
        ("from guanxi import records", False, True),
        ("def f():\n    from guanxi.data.database import rows", False, True),
        ("from guanxi_sales.changes import close_deal", False, False),
        ("from guanxi_contacts.api import Company", False, False),
        ("from guanxi_contacts.models import Company", False, True),
        ("from guanxi_service.api import Ticket", False, True),
        ("from guanxi.data.columns import Moment", True, False),
        ("from guanxi.data.columns import Moment", False, True),
        ("from guanxi.records.gate import get", True, True),
    ],
)
def test_import_of_a_plugin_is_judged(text: str, is_migration: bool, wrong: bool) -> None:
    assert (
        bool(breaches(text, own="guanxi_sales", needs={"guanxi_contacts"}, is_migration=is_migration))
        == wrong
    )
