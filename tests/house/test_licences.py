"""Every dependency has a licence that lets authors sell plugins: no GPL, no AGPL; LGPL is fine."""

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STRICT = re.compile(
    r"\bA?GPL|(?<!Lesser )(?<!Library )General Public License|\bSSPL|\bBUSL|Commons Clause", re.I
)


def locked() -> list[str]:
    """The locked packages that this system and Python take."""
    text = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    return [name for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.M) if installed(name)]


def installed(name: str) -> bool:
    """Tell whether the package is there."""
    try:
        return bool(distribution(name).version)
    except PackageNotFoundError:
        return False


def licences(found: Distribution) -> list[str]:
    """What the package says of its licence: its expression, else its classifiers, else its short text, else its files."""
    said = found.metadata
    if expression := said.get("License-Expression"):
        return [expression]
    if classified := [c for c in said.get_all("Classifier") or [] if c.startswith("License ::")]:
        return classified
    if short := (said.get("License") or "").strip():
        return short.splitlines()[:1]
    files = [file for file in found.files or [] if re.search(r"licen[sc]e|copying", file.name, re.I)]
    return [Path(str(file.locate())).read_text(encoding="utf-8").strip() for file in files]


def refused(said: list[str]) -> bool:
    """Tell whether no alternative of the licence is free of GPL and AGPL."""
    alternatives = [part for text in said for part in re.split(r"\s+OR\s+", text)]
    if all(text.startswith("License ::") for text in said):
        alternatives = said
    return not alternatives or all(STRICT.search(part) for part in alternatives)


@pytest.mark.parametrize("name", locked())
def test_licence_of_package_is_permitted(name: str) -> None:
    said = licences(distribution(name))
    assert said, f"{name} does not say its licence; look it up and write it into the test"
    assert not refused(said), f"{name}: {said}"


def test_licences_of_front_end_packages_are_permitted() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wrong = {
        name: entry.get("license")
        for name, entry in packages.items()
        if refused([entry.get("license") or "GPL"])
    }
    assert not wrong


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (["MIT"], False),
        (["LGPL-3.0-only"], False),
        (["GPL-3.0-only"], True),
        (["AGPL-3.0-or-later"], True),
        (["MIT OR GPL-2.0-only"], False),
        (["License :: OSI Approved :: GNU General Public License v3 (GPLv3)"], True),
        (["License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)"], False),
        (["GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3"], True),
        ([], True),
    ],
)
def test_licence_is_judged(said: list[str], wrong: bool) -> None:
    assert refused(said) == wrong
