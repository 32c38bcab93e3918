"""The lock files hold hashes and no addresses, and belong to what setup.cfg declares."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def _dev():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dev = _dev()


@pytest.mark.parametrize(
    "file", [*LOCKS, ROOT / "frontend" / "package-lock.json"], ids=lambda file: file.name
)
def test_lock_names_no_address(file: Path) -> None:
    assert not re.findall(r"\w+://|--index-url|--find-links", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.name)
def test_each_locked_package_has_hashes(file: Path) -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", file.read_text(encoding="utf-8"), flags=re.M)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.name)
def test_lock_belongs_to_what_is_declared(file: Path) -> None:
    made_from = file.read_text(encoding="utf-8").splitlines()[0].rpartition(" ")[2]
    assert made_from == dev.digest(dev.wanted(file.stem)), "run: make lock"


def test_makefile_has_each_target() -> None:
    listed = re.search(r"^TARGETS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert listed is not None and listed[1].split() == list(dev.TARGETS)


def test_build_backend_and_environment_take_the_same_node() -> None:
    backend = (ROOT / "build_backend" / "guanxi_build.py").read_text(encoding="utf-8")
    assert f'NODE = "{dev.BUILD[1]}"' in backend


def test_environment_of_make_run_has_the_pip_that_authors_type() -> None:
    assert re.search(r"^pip==", (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8"), re.M)
