"""The plugin of docs/authors/hello.md, made from its lines, installed and enabled as the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guanxi.testing.databases import Database
from guanxi.testing.house import Built, Client
from guanxi.testing.installing import install
from guanxi.testing.outcomes import Uses

PAGE = Path(__file__).parents[2] / "docs" / "authors" / "hello.md"
FILE = re.compile(r"^`(hello/[\w./]+)`\n\n```\w*\n(.*?)^```", re.M | re.S)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the plugin was installed, without any network."""
    home = tmp_path_factory.mktemp("author")
    files = FILE.findall(PAGE.read_text("utf-8"))
    assert [name for name, _text in files] == [
        "hello/setup.cfg",
        "hello/pyproject.toml",
        "hello/guanxi_hello.py",
    ]
    for name, text in files:
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(text, "utf-8")
    install(home / "hello", home / "site")
    return home / "site"


@pytest.fixture
def installed(db: Database, site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The plugin is there for this process, as for one that starts after the installation."""
    monkeypatch.syspath_prepend(str(site))
    yield site
    sys.modules.pop("guanxi_hello", None)


def test_the_plugin_of_the_page_greets_who_may_see_it(
    installed: Path,
    db: Database,
    built: Built,
    build_house: Callable[..., Built],
    client_of: Callable[..., Client],
    roles_of: Callable[..., None],
    uses: Uses,
) -> None:
    for command in re.findall(r"^guanxi (.+)$", PAGE.read_text("utf-8"), re.M):
        _guanxi(command.split(), installed, db, uses)
    app = build_house("contacts", "hello").app
    roles_of("agent", {"contacts.*": "all"})
    may, may_not, nobody = (client_of(name, at=app) for name in ("seller.north", "agent", ""))
    assert may.get("/hello/").text == "Hello, John Smith!"
    assert may_not.get("/hello/").status_code == 403
    assert nobody.get("/hello/").headers["Location"].startswith("/sign-in")
    assert 'href="/hello/"' in may.get("/").text
    assert 'href="/hello/"' not in may_not.get("/").text
    admin = client_of("admin", at=app)
    listed = admin.get("/settings/plugins")
    assert listed.status_code == 200
    assert "Greets the signed-in user" in listed.text
    assert "hello.page.view" in admin.get("/settings/plugins/hello/contents").text
    without = client_of("seller.north", at=build_house("contacts").app)
    assert without.get("/hello/").status_code == 404
    assert 'href="/hello/"' not in without.get("/").text


def _guanxi(arguments: list[str], site: Path, db: Database, uses: Uses) -> None:
    uses.record("command")
    env = os.environ | {"PYTHONPATH": str(site), "GUANXI_DATABASE": db.url}
    code = "import sys; from guanxi.cli.main import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=env, cwd=site, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Enabled: hello\n"
