"""How wide the columns of a list are, where somebody chose it: pixels by column, in the address and in saved views."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from guanxi.data.messages import Message, translator

_ = translator("guanxi")
WIDTH = "_width"
NARROWEST, WIDEST = 56, 800
USUAL, OF_TITLE, OF_BOX = 150, 260, 36
SIZES: tuple[tuple[int, Message], ...] = (
    (90, _("narrow")),
    (150, _("medium")),
    (240, _("wide")),
    (400, _("very wide")),
)


def width_in(value: str) -> tuple[str, int | None]:
    """Column and pixels of one parameter, ``name:120``; no pixels where it is none."""
    name, _colon, text = value.rpartition(":")
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        return name, None
    return name, min(max(int(text), NARROWEST), WIDEST)


def widths_in(pairs: Iterable[tuple[str, str]], seen: Collection[str]) -> dict[str, int]:
    """The widths that an address names, of columns that the reader sees."""
    found = (width_in(value) for name, value in pairs if name == WIDTH)
    return {name: pixels for name, pixels in found if pixels is not None and name in seen}


def drawn_widths(
    names: Sequence[str], widths: Mapping[str, int], *, title: str, further: int = 0, pick: bool = True
) -> tuple[int, ...]:
    """The width of each column as the table has them, its boxes first and what it computes last; nothing where none was chosen."""
    if not widths.keys() & set(names):
        return ()
    own = [widths.get(name, OF_TITLE if name == title else USUAL) for name in names]
    return (*([OF_BOX] if pick else []), *own, *([USUAL] * further))


def sizes_of(name: str, width: int | None) -> list[tuple[str, str, bool]]:
    """What the chooser of columns offers: value, words, whether it is chosen; a width drawn by hand stands by its pixels."""
    found = [("", str(_("automatic")), width is None)]
    found += [(f"{name}:{pixels}", str(label), pixels == width) for pixels, label in SIZES]
    if width is not None and width not in dict(SIZES):
        found.append((f"{name}:{width}", str(_("{n} pixels").format(n=width)), True))
    return found
