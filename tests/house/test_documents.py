"""The documents of the repository hold together: links lead somewhere, decisions are listed, changelog fragments are whole."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
ANCHOR = re.compile(r"\[[^\]]*\]\(([^)#\s]*)#([^)\s]+)\)")
OURS_ALONE = re.compile(
    r"(?<!/api/v1)/work/|/home/|/root/|/Users/|\bassistant\b|\bhelper session\b", re.IGNORECASE
)


def documents() -> list[Path]:
    """Every document of ours."""
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "plugins").glob("*/README.md")]


def _gather() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gather", ROOT / "changelog.d" / "gather.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["gather"] = module
    spec.loader.exec_module(module)
    return module


gather = _gather()


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = [link for link in LINK.findall(document.read_text(encoding="utf-8")) if ":" not in link]
    lost = [link for link in targets if not (document.parent / link).exists()]
    assert not lost


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_anchors_lead_to_headings(document: Path) -> None:
    for link, anchor in ANCHOR.findall(document.read_text(encoding="utf-8")):
        if ":" not in link:
            target = document.parent / link if link else document
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.M)
            assert anchor in {_anchor(heading) for heading in headings}


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_speak_of_the_product_alone(document: Path) -> None:
    assert not OURS_ALONE.findall(document.read_text(encoding="utf-8"))


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_each_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("*.md")} - {"README.md"}


def test_changelog_fragments_are_whole() -> None:
    assert gather.fragments(ROOT / "changelog.d")


@pytest.mark.parametrize(
    ("name", "text"), [("x.md", "A."), ("x.new.md", "A."), ("x.added.md", "Two.\n\nMore.")]
)
def test_wrong_fragment_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match="must"):
        gather.fragments(tmp_path)


def test_release_gathers_fragments_by_kind(tmp_path: Path) -> None:
    (tmp_path / "a.fixed.md").write_text("It works again.\n")
    (tmp_path / "b.added.md").write_text("There is\nmore.\n")
    text = gather.section("0.2.0", "2026-12-01", gather.fragments(tmp_path))
    assert text == (
        "## 0.2.0 · 2026-12-01\n\n### Added\n\n- There is more.\n\n### Fixed\n\n- It works again.\n"
    )


def test_both_readmes_have_the_same_parts() -> None:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")]
    shapes = [
        (len(re.findall(r"^## ", text, re.M)), re.findall(r"^(```.*|`{3})$", text, re.M)) for text in texts
    ]
    assert shapes[0] == shapes[1]
    commands = [re.findall(r"^```\w*\n(.*?)^```$", text, re.M | re.S) for text in texts]
    assert commands[0] == commands[1]
