"""Cards as rows of a table: the first phone and mail in columns of their own, everything further in the note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.resources.imports.cards import Card, Property, read_cards
from guanxi.resources.imports.reading import Row

_ = translator("guanxi")

HEADER = (
    "full_name",
    "last_name",
    "first_name",
    "organisation",
    "title",
    "cell",
    "telephone",
    "mail",
    "web",
    "city",
    "address",
    "birthday",
    "gender",
    "notes",
)
PHONE, MAIL, ADDRESS, WEB, BIRTHDAY, NICKNAME, DEPARTMENT = (
    _("Phone"),
    _("Email"),
    _("Address"),
    _("Website"),
    _("Birthday"),
    _("Nickname"),
    _("Department"),
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CHINESE_MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:T.*)?")
_NO_YEAR = "1604"
"""The year that stands for none in the exports of one maker."""


@dataclass(frozen=True)
class Cards:
    """A vCard file as read: a row for each card, and the columns that any card fills."""

    header: tuple[str, ...]
    encoding: str
    rows: tuple[Row, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)


def read_contacts(content: bytes, *, encoding: str | None = None) -> Cards:
    """Make a table of a vCard file's bytes; raises Refused where it has no card or one without an end."""
    found, cards = read_cards(content, encoding)
    rows = tuple(Row(number, card.line, row_of(card)) for number, card in enumerate(cards, start=1))
    if not rows:
        raise Refused(_("The file holds no card."))
    used = [at for at, name in enumerate(HEADER) if name == "full_name" or any(row.cells[at] for row in rows)]
    kept = tuple(Row(row.number, row.line, tuple(row.cells[at] for at in used)) for row in rows)
    return Cards(tuple(HEADER[at] for at in used), f"vCard · {found}", kept)


def row_of(card: Card) -> tuple[str, ...]:
    """The cells of a card, in the order of HEADER."""
    cells, notes = dict.fromkeys(HEADER, ""), [each.text for each in card.properties if each.name == "NOTE"]
    _name(card, cells, notes)
    _phones([each for each in card.properties if each.name == "TEL"], cells, notes)
    _first(_texts(card, "EMAIL"), "mail", str(MAIL), cells, notes)
    _first(_texts(card, "URL"), "web", str(WEB), cells, notes)
    _addresses([each for each in card.properties if each.name == "ADR"], cells, notes)
    cells["title"] = next(iter(_texts(card, "TITLE")), "") or next(iter(_texts(card, "ROLE")), "")
    cells["gender"] = {"M": "male", "F": "female"}.get(next(iter(_texts(card, "GENDER")), "")[:1].upper(), "")
    for text in _texts(card, "BDAY"):
        _birthday(text, cells, notes)
    cells["notes"] = "\n".join(each for each in notes if each)
    return tuple(cells.values())


def _texts(card: Card, name: str) -> list[str]:
    """The texts of all properties of a name, the preferred ones first, each once."""
    found = [each for each in card.properties if each.name == name and each.text]
    return list(dict.fromkeys(each.text for each in _preferred(found)))


def _preferred(found: Iterable[Property]) -> list[Property]:
    return sorted(found, key=lambda each: not each.words & {"PREF", "1"})


def _name(card: Card, cells: dict[str, str], notes: list[str]) -> None:
    """The name in parts as the card has them, and as it is shown; a firm's card goes by the firm."""
    structured = next((each.parts for each in card.properties if each.name == "N"), [])
    family, given, middle = (*structured[:3], "", "", "")[:3]
    organisation = next((each.parts for each in card.properties if each.name == "ORG"), [""])
    shown = next(iter(_texts(card, "FN")), "")
    chinese = bool(_CHINESE.search(family + given))
    given = f"{given}{'' if chinese else ' '}{middle}".strip()
    cells["organisation"], cells["last_name"], cells["first_name"] = organisation[0], family, given
    whole = f"{family}{given}" if chinese else f"{given} {family}".strip()
    cells["full_name"] = _whole_name(shown, family, given, chinese=chinese) or whole or organisation[0]
    notes += [f"{NICKNAME}: {text}" for text in _texts(card, "NICKNAME")]
    notes += [f"{DEPARTMENT}: {text}" for text in organisation[1:] if text]


def _whole_name(shown: str, family: str, given: str, *, chinese: bool) -> str:
    """The shown name; a Chinese one that a phone has turned round or spaced goes in its own order."""
    if chinese and family and given and shown.replace(" ", "") in (given + family, family + given):
        return family + given
    return shown


def _phones(found: list[Property], cells: dict[str, str], notes: list[str]) -> None:
    """The first mobile number and the first other one; fax and further numbers go into the note."""
    seen = set[str]()
    for each in _preferred(found):
        number = each.text.removeprefix("tel:").partition(";")[0].strip()
        if not number or number in seen:
            continue
        seen.add(number)
        mobile = "CELL" in each.words or bool(_CHINESE_MOBILE.fullmatch(re.sub(r"[\s()\-]", "", number)))
        column = "cell" if mobile else "telephone"
        if each.words & {"FAX", "PAGER"} or cells[column]:
            notes.append(f"{PHONE}: {number}")
        else:
            cells[column] = number


def _first(texts: list[str], column: str, label: str, cells: dict[str, str], notes: list[str]) -> None:
    if texts:
        cells[column] = texts[0].removeprefix("mailto:")
        notes += [f"{label}: {text}" for text in texts[1:]]


def _addresses(found: list[Property], cells: dict[str, str], notes: list[str]) -> None:
    for each in _preferred(found):
        _box, extra, street, city, region, _code, country = (*each.parts, *[""] * 7)[:7]
        if _CHINESE.search(street + city + region):
            text = "".join(dict.fromkeys(part for part in (region, city, street, extra) if part))
        else:
            text = ", ".join(part for part in (street, extra, city, region, country) if part)
        if cells["address"] and text:
            notes.append(f"{ADDRESS}: {text}")
        elif text:
            cells["address"], cells["city"] = text.replace("\n", " "), city


def _birthday(text: str, cells: dict[str, str], notes: list[str]) -> None:
    """A whole day goes into its column; one without a year, as many phones have it, into the note."""
    found = _DAY.fullmatch(text)
    if found and found[1] != _NO_YEAR:
        cells["birthday"] = "-".join(found.groups())
    else:
        notes.append(f"{BIRTHDAY}: {text.removeprefix(_NO_YEAR).lstrip('-')}")
