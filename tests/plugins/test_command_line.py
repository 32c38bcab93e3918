"""`guanxi plugin …` and `guanxi migrate` against a real database: what they print and with which code they end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from guanxi.cli.main import commands, main
from guanxi.data.database import database
from guanxi.plugins import incidents, lifecycle
from guanxi.plugins.incidents import Incident

Run = Callable[..., tuple[int, str, str]]
GOOD = """
    from guanxi.plugins.markers import hookimpl

    @hookimpl
    def mount():
        return []
"""
NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.fixture
def run(db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUANXI_DATABASE", db.url)

    def run(*arguments: str) -> tuple[int, str, str]:
        database.obj.close()
        database.obj.close_all()
        code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_list_shows_state_needs_and_summary(run: Run, workshop: Any) -> None:
    workshop.plugin("tea", GOOD, version="2.0", needs=("guanxi-pot",))
    workshop.plugin("pot", GOOD)
    run("plugin", "enable", "pot")
    code, out, _ = run("plugin", "list")
    lines = [line.split() for line in out.splitlines()]
    assert code == 0
    assert ["pot", "1.0", "enabled", "-", "The", "plugin", "pot"] in lines
    assert ["tea", "2.0", "disabled", "pot", "The", "plugin", "tea"] in lines


def test_enable_refuses_with_what_to_type_and_then_obeys(run: Run, workshop: Any) -> None:
    workshop.plugin("tea", GOOD, needs=("guanxi-pot",))
    workshop.plugin("pot", GOOD)
    code, _, err = run("plugin", "enable", "tea")
    assert code == 1
    assert "Plugin 'tea' was not enabled: it needs 'pot', which is disabled." in err
    assert "guanxi plugin enable tea --with-needs" in err
    assert run("plugin", "enable", "tea", "--with-needs") == (0, "Enabled: pot, tea\n", "")
    assert run("plugin", "enable", "tea")[1] == "Plugin 'tea' is enabled already.\n"
    assert run("plugin", "status")[:2] == (0, "pot: runs\ntea: runs\n")


def test_disable_previews_and_keeps_dependants_from_harm(run: Run, workshop: Any) -> None:
    workshop.plugin("tea", GOOD, needs=("guanxi-pot",))
    workshop.plugin("pot", GOOD)
    run("plugin", "enable", "tea", "--with-needs")
    assert run("plugin", "disable", "pot", "--preview")[1] == "Would stop: tea, pot. All data stay.\n"
    code, _, err = run("plugin", "disable", "pot")
    assert (code, "guanxi plugin disable pot --with-dependants" in err) == (1, True)
    assert run("plugin", "disable", "pot", "--with-dependants")[1] == "Disabled: tea, pot. All data stay.\n"
    assert run("plugin", "disable", "pot")[1] == "Plugin 'pot' is disabled already.\n"


def test_enabling_what_does_not_start_says_so_and_status_shows_the_traceback(run: Run, workshop: Any) -> None:
    workshop.plugin("bad", "raise SystemExit(7)")
    workshop.plugin("user1", GOOD, needs=("guanxi-bad",))
    code, out, err = run("plugin", "enable", "bad")
    assert (code, out) == (1, "Enabled: bad\n")
    assert err.count("Plugin 'bad' failed in import: SystemExit: 7") == 1
    run("plugin", "enable", "user1")
    code, out, _ = run("plugin", "status")
    assert out.endswith(
        "  bad: import, 2 times: SystemExit: 7\nSee where in the code: guanxi plugin status --traceback\n"
    )
    assert code == 1
    assert "user1: waits\n  Plugin 'user1' was not started: it waits for 'bad', which did not start." in out
    incidents.recorder.record(
        Incident("bad", "import", "", "exited", "SystemExit: 7", "Traceback: here", NOW)
    )
    incidents.flush()
    assert "Traceback: here" in run("plugin", "status", "bad", "--traceback")[1]
    assert run("plugin", "forget", "bad")[1] == "Forgot 2 failures of 'bad'.\n"


def test_pause_and_resume(run: Run, workshop: Any) -> None:
    workshop.plugin("pot", GOOD)
    run("plugin", "enable", "pot")
    assert run("plugin", "pause", "pot", "--reason", "it leaks") == (0, "Paused: pot.\n", "")
    code, out, _ = run("plugin", "status", "pot")
    assert (code, out) == (1, "pot: paused (it leaks)\n  Resume it with: guanxi plugin resume pot\n")
    assert run("plugin", "resume", "pot") == (0, "Resumed: pot.\n", "")
    assert lifecycle.enabled() == ["pot"]
    assert run("plugin", "resume", "pot")[0] == 1


MODELS = """
    from peewee import CharField
    from guanxi.data.columns import Id
    from guanxi.data.database import Table

    class Kind(Table):
        id = Id()
        name = CharField(50)

        class Meta:
            table_name = "oolong_kind"
"""


def test_an_author_drafts_a_migration_and_enabling_runs_it(run: Run, workshop: Any) -> None:
    workshop.plugin("oolong", GOOD, models=MODELS)
    code, out, _ = run("migrate", "--draft", "oolong")
    assert (code, Path(out.strip()).name) == (0, "0001_first.py")
    assert run("plugin", "enable", "oolong")[1] == "Enabled: oolong\n"
    assert database.table_exists("oolong_kind")
    assert "nothing to write" in run("migrate", "--draft", "oolong")[1]
    assert "oolong: 0001_first applied" in run("migrate", "--status")[1]
    assert run("migrate", "--revert", "oolong")[1] == "oolong: 0001_first undone\n"
    code, out, _ = run("migrate", "--preview")
    assert 'CREATE TABLE IF NOT EXISTS "oolong_kind"' in out
    assert run("migrate", "--status")[0] == 1


def test_enabling_a_plugin_whose_migration_fails_leaves_it_disabled(run: Run, workshop: Any) -> None:
    workshop.plugin("oolong", GOOD)
    folder = workshop.folder / "guanxi_oolong" / "migrations"
    folder.mkdir()
    (folder / "0001_first.py").write_text(
        dedent("""
        def up(migrator, db):
            db.execute_sql("CREATE TABLE oolong_half (id INTEGER)")
            raise RuntimeError("half way")
    """)
    )
    code, _, err = run("plugin", "enable", "oolong")
    assert code == 1
    assert "Plugin 'oolong' was not enabled: its migration failed (RuntimeError: half way)" in err
    assert lifecycle.enabled() == []
    assert not database.table_exists("oolong_half")


def test_a_wrong_word_is_answered_with_the_usage(run: Run) -> None:
    with pytest.raises(SystemExit) as left:
        main(["plugin", "enble", "x"])
    assert left.value.code == 2
    assert {"plugin", "migrate"} <= set(commands())


def test_a_database_that_does_not_answer_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUANXI_DATABASE", f"sqlite:///{tmp_path}/no/such/folder/x.sqlite")
    assert main(["plugin", "list"]) == 1
    assert capsys.readouterr().err.startswith("The database does not answer:")
    database.initialize(None)


def test_a_drafted_migration_of_a_plugin_imports_only_what_authors_may(run: Run, workshop: Any) -> None:
    workshop.plugin("oolong", GOOD, models=MODELS)
    path = Path(run("migrate", "--draft", "oolong")[1].strip())
    assert "from guanxi.api import Id\n" in path.read_text()
    assert run("plugin", "enable", "oolong")[0] == 0
