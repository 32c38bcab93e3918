"""The bookkeeping of requirements: clauses are the sentence, and only a passing test through a face shows one."""

from pathlib import Path

import pytest

from guanxi.testing.outcomes import Outcome
from guanxi.testing.requirements import Requirement, load, standing, unknown_clauses

pytest_plugins = ["pytester"]
FILE = Path(__file__).parents[1] / "requirements.toml"
TWO = Requirement(
    "R-001", "it does this, and that.", {"a": "it does this,", "b": "and that."}, {"b": "needs tickets"}
)


def shown(clause: str, outcome: str = "passed", faces: str = "page") -> Outcome:
    return Outcome("tests/x.py::test_y", outcome, [clause], faces.split())


def test_clauses_of_each_requirement_join_to_its_sentence() -> None:
    for requirement in load(FILE):
        assert " ".join(requirement.clauses.values()) == requirement.sentence


def test_clauses_that_do_not_join_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "r.toml"
    file.write_text('[R-001]\nsentence = "one two"\n[R-001.clauses]\na = "one"\n[R-001.open]\nb = " "\n')
    with pytest.raises(ValueError, match="do not join") as raised:
        load(file)
    assert "R-001 has no clause b" in str(raised.value)
    assert "open without a reason" in str(raised.value)


@pytest.mark.parametrize(
    ("outcomes", "line"),
    [
        ([], "R-001 open"),
        ([shown("R-001.a")], "R-001 part a, open b: needs tickets"),
        ([shown("R-001.b")], "R-001 part b, open a: no test shows it"),
        ([shown("R-001.a"), shown("R-001.b")], "R-001 shown"),
        ([shown("R-001.a"), shown("R-001.a", "failed")], "R-001 open"),
        ([shown("R-001.a", "skipped")], "R-001 open"),
        ([shown("R-001.a", faces="")], "R-001 open"),
    ],
)
def test_line_of_a_requirement(outcomes: list[Outcome], line: str) -> None:
    assert str(standing(TWO, outcomes)) == line


def test_clause_declared_open_but_shown_is_told() -> None:
    assert standing(TWO, [shown("R-001.b")]).wrongly_open == ["b"]
    assert unknown_clauses([TWO], [shown("R-001.c"), shown("R-001.a")]) == ["R-001.c"]


def test_test_of_a_clause_that_uses_no_face_fails(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.requirement("R-001.a")
        def test_nothing():
            pass

        @pytest.mark.requirement("R-001.a")
        def test_command(uses):
            uses.record("command")
        """
    )
    options = ["-p", "guanxi.testing.plugin", "-p", "no:randomly", "-o", "markers=requirement(clause): x"]
    result = pytester.runpytest_subprocess(*options)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*went through no page, browser, REST or command*"])
