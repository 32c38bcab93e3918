"""Charts as SVG made on the server: bars, funnel, line and pie; each mark is a link to its rows and says its value on hover.

Widths are shares of the place that the chart is given, so that letters keep their size on a phone. Every text passes through
Markup.format, which escapes it. What colours there are stands in css/charts.css.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

ROW, BAR, LETTER = 40, 12, 13
LINE_HEIGHT, LINE_TOP, LINE_FOOT = 180, 24, 28
PIE, RADIUS, COLOURS, LABELLED = 200, 92, 6, 0.08


@dataclass(frozen=True, slots=True)
class Mark:
    """One value of a chart: its label, the number that gives its size, the same in words, where it leads, more words for hovering."""

    label: str
    number: Decimal | None
    text: str
    href: str = ""
    more: str = ""

    @property
    def told(self) -> str:
        """What is said on hover and by a screen reader."""
        return f"{self.label}: {self.text}" + (f" · {self.more}" if self.more else "")


def bars(marks: Sequence[Mark], title: str, describe: str = "", *, centred: bool = False) -> Markup:
    """A row each: label, value, and below them a bar from the line of nought on; `centred`: in the middle, as a funnel."""
    numbers = [float(mark.number or 0) for mark in marks]
    least, most = min([0.0, *numbers]), max([0.0, *numbers])
    span = (most - least) or 1.0
    drawn = []
    for place, (mark, number) in enumerate(zip(marks, numbers, strict=True)):
        width = abs(number) / span * 100
        start = (100 - width) / 2 if centred else (min(number, 0.0) - least) / span * 100
        y = place * ROW
        words = Markup(
            '<text class="mark-label" x="0" y="{}">{}</text><text class="mark-value" x="100%" y="{}" text-anchor="end">{}</text>'
        ).format(y + LETTER, mark.label, y + LETTER, mark.text)
        inside = Markup(
            '<rect class="ground" x="0" y="{}" width="100%" height="{}" rx="2"/>'
            '<rect class="fill c1" x="{}%" y="{}" width="{}%" height="{}" rx="2"/>'
            '<rect class="reach" x="0" y="{}" width="100%" height="{}"/>'
        ).format(y + 20, BAR, _short(start), y + 20, _short(width), BAR, y, ROW - 4)
        drawn.append(words)
        drawn.append(_linked(mark, inside))
    zero = Markup("")
    if least < 0:
        x = _short(-least / span * 100)
        zero = Markup('<line class="axis" x1="{}%" x2="{}%" y1="0" y2="{}"/>').format(x, x, len(marks) * ROW)
    kind = "chart-funnel" if centred else "chart-bar"
    return _chart(kind, title, describe, Markup("").join([*drawn, zero]), len(marks) * ROW)


def funnel(marks: Sequence[Mark], title: str, describe: str = "") -> Markup:
    """The same bars in the middle, one below the other."""
    return bars(marks, title, describe, centred=True)


def line(marks: Sequence[Mark], title: str, describe: str = "") -> Markup:
    """Values side by side in their order, joined where two of them follow each other; the line of nought is always there."""
    numbers = [float(mark.number or 0) for mark in marks]
    least, most = min([0.0, *numbers]), max([0.0, *numbers])
    span, step = (most - least) or 1.0, 100 / max(1, len(marks))

    def at(place: int) -> tuple[str, str]:
        y = LINE_TOP + (most - numbers[place]) / span * (LINE_HEIGHT - LINE_TOP - LINE_FOOT)
        return _short((place + 0.5) * step), _short(y)

    zero = _short(LINE_TOP + most / span * (LINE_HEIGHT - LINE_TOP - LINE_FOOT))
    drawn = [Markup('<line class="axis" x1="0" x2="100%" y1="{}" y2="{}"/>').format(zero, zero)]
    for place in range(1, len(marks)):
        if marks[place].number is not None and marks[place - 1].number is not None:
            (x1, y1), (x2, y2) = at(place - 1), at(place)
            drawn.append(
                Markup('<line class="stroke" x1="{}%" y1="{}" x2="{}%" y2="{}"/>').format(x1, y1, x2, y2)
            )
    for place, mark in enumerate(marks):
        drawn.append(_point(mark, place, at(place), told=place in _told(numbers, marks)))
    return _chart("chart-line", title, describe, Markup("").join(drawn), LINE_HEIGHT)


def pie(marks: Sequence[Mark], title: str, describe: str = "", rest: str = "") -> Markup:
    """Parts of a whole, the largest first from noon on; what is beyond the colours there are becomes one part called `rest`."""
    known = [mark for mark in marks if (mark.number or 0) > 0]
    whole = float(sum(mark.number or 0 for mark in known))
    if len(known) > COLOURS:
        others = sum((mark.number or Decimal(0) for mark in known[COLOURS - 1 :]), Decimal(0))
        known = [*known[: COLOURS - 1], Mark(rest, others, str(others))]
    drawn, begun, words = [], 0.0, Markup("")
    for place, mark in enumerate(known, 1):
        part = float(mark.number or 0) / whole
        inside = Markup('<path class="fill c{}" d="{}"/>').format(place, _slice(begun, part))
        if part >= LABELLED:
            x, y = _on_circle(begun + part / 2, RADIUS * 0.68)
            words += Markup(
                '<text class="mark-inside k{}" x="{}" y="{}" text-anchor="middle" dominant-baseline="middle">{}%</text>'
            ).format(place, x, y, round(part * 100))
        drawn.append(_linked(mark, inside))
        begun += part
    svg = _chart("chart-pie", title, describe, Markup("").join([*drawn, words]), PIE, PIE)
    names = Markup("").join(
        Markup(
            '<li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class="fill c{}" width="12" height="12" rx="2"/></svg>'
            '<span>{}</span><span class="num">{}</span></li>'
        ).format(place, mark.label, mark.text)
        for place, mark in enumerate(known, 1)
    )
    return Markup('<div class="pie">{}<ul class="plain">{}</ul></div>').format(svg, names)


def _chart(kind: str, title: str, describe: str, inside: Markup, height: int, width: int = 0) -> Markup:
    size = (
        Markup(' viewBox="0 0 {} {}" width="{}"').format(width, height, width)
        if width
        else Markup(' width="100%"')
    )
    said = title + (f". {describe}" if describe else "")
    return Markup(
        '<svg class="chart {}" role="group" aria-label="{}"{} height="{}" xmlns="http://www.w3.org/2000/svg"><desc>{}</desc>{}</svg>'
    ).format(kind, said, size, height, describe or title, inside)


def _linked(mark: Mark, inside: Markup) -> Markup:
    """A mark that leads to its rows, or one that says what it is; words stand beside it, because it is told by its label."""
    if not mark.href:
        return Markup('<g class="mark"><title>{}</title>{}</g>').format(mark.told, inside)
    return Markup('<a class="mark" href="{}" aria-label="{}"><title>{}</title>{}</a>').format(
        mark.href, mark.told, mark.told, inside
    )


def _point(mark: Mark, place: int, at: tuple[str, str], *, told: bool) -> Markup:
    x, y = at
    label = Markup('<text class="mark-label" x="{}%" y="{}" text-anchor="middle">{}</text>').format(
        x, LINE_HEIGHT - 8, mark.label
    )
    if mark.number is None:
        return label
    value = Markup("")
    if told:
        anchor = "start" if place == 0 else "middle"
        value = Markup('<text class="mark-value" x="{}%" y="{}" text-anchor="{}">{}</text>').format(
            x, _short(float(y) - 9), anchor, mark.text
        )
    circle = Markup(
        '<circle class="reach" cx="{}%" cy="{}" r="14"/><circle class="fill c1" cx="{}%" cy="{}" r="4"/>'
    )
    return label + value + _linked(mark, circle.format(x, y, x, y))


def _told(numbers: Sequence[float], marks: Sequence[Mark]) -> set[int]:
    """Where the value stands beside the point: at the highest one."""
    filled = [place for place, mark in enumerate(marks) if mark.number is not None]
    return {max(filled, key=lambda place: numbers[place])} if filled else set()


def _slice(begun: float, part: float) -> str:
    """The path of a part of the circle; a whole one in two halves."""
    if part >= 1:
        top, foot = _on_circle(0, RADIUS), _on_circle(0.5, RADIUS)
        return f"M{top[0]} {top[1]}A{RADIUS} {RADIUS} 0 1 1 {foot[0]} {foot[1]}A{RADIUS} {RADIUS} 0 1 1 {top[0]} {top[1]}Z"
    (x1, y1), (x2, y2) = _on_circle(begun, RADIUS), _on_circle(begun + part, RADIUS)
    return f"M{PIE // 2} {PIE // 2}L{x1} {y1}A{RADIUS} {RADIUS} 0 {int(part > 0.5)} 1 {x2} {y2}Z"


def _on_circle(turn: float, radius: float) -> tuple[str, str]:
    angle = 2 * math.pi * turn
    return _short(PIE / 2 + radius * math.sin(angle)), _short(PIE / 2 - radius * math.cos(angle))


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
