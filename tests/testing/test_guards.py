"""Each guard of the code is listed, and a guard that is swapped for a pass-through lets pass wherever it was imported."""

import sys
import types
from pathlib import Path

import pytest

from guanxi.testing import guards

ROOT = Path(__file__).parents[2]


def test_guards_listed_are_the_guards_marked_in_the_code() -> None:
    listed = {guard.name: guard.function for guard in guards.load(ROOT / "tests" / "guards.toml")}
    assert listed == guards.marked(ROOT)


def test_tests_named_by_guards_exist() -> None:
    for guard in guards.load(ROOT / "tests" / "guards.toml"):
        assert guard.tests, guard.name
        for test in guard.tests:
            file, _, name = test.partition("::")
            assert f"def {name.partition('[')[0].rpartition('::')[2]}(" in (ROOT / file).read_text(
                encoding="utf-8"
            ), test


def test_comment_above_no_function_is_refused(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    file = tmp_path / "core" / "a.py"
    file.write_text("class A:\n    # guard: one\n    @property\n    def b(self): ...\n")
    assert guards.marked(tmp_path) == {"one": "a:A.b"}
    file.write_text("# guard: one\nX = 1\n")
    with pytest.raises(ValueError, match="above no function"):
        guards.marked(tmp_path)


def test_swapped_guard_lets_pass_also_where_it_was_imported_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    home, user = types.ModuleType("probe_home"), types.ModuleType("probe_user")

    def refuse(given: int) -> int:
        raise PermissionError(given)

    home.refuse = user.refuse = refuse  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "probe_home", home)
    monkeypatch.setitem(sys.modules, "probe_user", user)
    guards.swap("probe_home:refuse", "first")
    assert home.refuse(3) == user.refuse(3) == 3


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("nothing", (1,), None),
        ("true", (1,), True),
        ("first", (1, 2), 1),
        ("second", (1, 2), 2),
        ("call", ("plugin", "stage", divmod, 7, 2), (3, 1)),
        ("undecorated", (len,), len),
    ],
)
def test_pass_through(name: str, arguments: tuple[object, ...], answer: object) -> None:
    assert guards.PASS_THROUGHS[name](*arguments) == answer
