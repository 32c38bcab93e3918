"""The page of a funnel: its steps as a chart whose bars open their records, with count, amount, conversion and time in the table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response

from guanxi.data.errors import Forbidden
from guanxi.data.messages import translator
from guanxi.data.money import UNITS
from guanxi.data.periods import NAMES, Period, named
from guanxi.plugins.mount import Route
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.measures import Condition
from guanxi.resources import funnels
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.resources.figures import today_of
from guanxi.resources.funnels import Funnel, Reached, Way, funnel_offered
from guanxi.web import charts
from guanxi.web.asked import Asked, asked
from guanxi.web.charts import Mark
from guanxi.web.condition_pairs import address_of
from guanxi.web.filter_words import words_of_condition
from guanxi.web.metric_view import BadPeriod, days_text
from guanxi.web.rendering import fragment, page
from guanxi.web.ways import to_list

_ = translator("guanxi")
OWN = ("_period", "_way")
TENTH = Decimal("0.1")
NOTHING = "–"


def funnel_page(actor: Actor, funnel: Funnel, faces: Faces) -> Response:
    """One way in one period; filters of the list travel with the address. What is summed follows as a part."""
    query, name, ways, way = _asked(actor, funnel, faces)
    address = _Addresses(funnel, list(query.pairs), name, way)
    return page(
        "funnel.html",
        actor,
        title=str(funnel.label),
        means=str(funnel.means),
        periods=address.periods(),
        ways=address.ways(ways),
        steps_url=address.steps(),
    )


def steps_part(actor: Actor, funnel: Funnel, faces: Faces) -> Response:
    """The steps as a chart and as a table."""
    query, name, _ways, way = _asked(actor, funnel, faces)
    period, conditions = named(name, today_of(actor)) if funnel.on else None, query.filter()
    found = funnels.reached(actor, funnel, way, period, conditions) if way else []
    fmt = format_of(actor)
    chart = charts.funnel(
        [_mark(actor, funnel, each, period, conditions) for each in found],
        str(funnel.label),
        str(funnel.means),
    )
    return fragment(
        "components/funnel.html",
        "steps",
        str(funnel.label),
        chart,
        [_line(actor, funnel, each, period, conditions) for each in found],
        days_text(period, fmt),
        _words(actor, funnel, conditions),
        fmt.datetime(actor.host.clock()),
    )


def _asked(actor: Actor, funnel: Funnel, faces: Faces) -> tuple[Asked, str, list[Way], Way | None]:
    """What the address asks, the name of its period, the ways there are, and the one it names or the first."""
    if not funnel_offered(actor, funnel):
        raise Forbidden(funnel.needs)
    query = asked(actor, faces, OWN)
    name = request.args.get("_period", "") or funnel.period
    if name not in NAMES:
        raise BadPeriod
    ways = list(funnel.ways(actor))
    wanted = request.args.get("_way")
    return (
        query,
        name,
        ways,
        next((each for each in ways if str(each.id) == wanted), ways[0] if ways else None),
    )


def routes_of(host: Host, faces: dict[str, Faces]) -> Iterator[Route]:
    """The addresses of all funnels, each behind the permission to list its records."""
    for funnel in host.items_of(Funnel):
        if funnel.over.name in faces:
            for place, name, view in (("", "page", funnel_page), ("steps", "steps", steps_part)):
                yield Route(
                    f"/metrics/{funnel.name}/{place}",
                    f"metric.{funnel.name}.{name}",
                    ("GET",),
                    funnel.needs,
                    funnel.over.plugin,
                    partial(view, funnel=funnel, faces=faces[funnel.over.name]),
                )


class _Addresses:
    """The same page for another period or another way."""

    def __init__(self, funnel: Funnel, pairs: list[tuple[str, str]], period: str, way: Way | None) -> None:
        self.funnel, self.pairs, self.period, self.way = funnel, pairs, period, way

    def periods(self) -> list[dict[str, Any]]:
        if not self.funnel.on:
            return []
        return [
            {"label": str(label), "href": self._to(name, self.way), "current": name == self.period}
            for name, label in NAMES.items()
        ]

    def ways(self, ways: list[Way]) -> list[dict[str, Any]]:
        return [
            {"label": each.label, "href": self._to(self.period, each), "current": each is self.way}
            for each in ways
        ]

    def steps(self) -> str:
        return self._to(self.period, self.way, "steps")

    def _to(self, period: str, way: Way | None, place: str = "") -> str:
        own = [("_period", period), *([("_way", str(way.id))] if way else [])]
        return f"/metrics/{self.funnel.name}/{place}?{urlencode([*self.pairs, *own])}"


def _mark(
    actor: Actor, funnel: Funnel, each: Reached, period: Period | None, further: list[Condition]
) -> Mark:
    fmt = format_of(actor)
    more = (
        ""
        if each.of_former is None
        else str(_("{share} of the step before").format(share=_percent(actor, each.of_former)))
    )
    return Mark(
        each.step.label,
        Decimal(each.rows),
        fmt.number(each.rows),
        _rows(actor, funnel, each, period, further),
        more,
    )


def _line(
    actor: Actor, funnel: Funnel, each: Reached, period: Period | None, further: list[Condition]
) -> dict[str, str]:
    fmt = format_of(actor)
    amounts = [
        fmt.money(int(v.number * UNITS), v.currency)
        for v in each.amounts
        if v.number is not None and v.currency
    ]
    days = each.days.quantize(TENTH, rounding=ROUND_HALF_UP) if each.days is not None else None
    return {
        "label": each.step.label,
        "count": fmt.number(each.rows),
        "href": _rows(actor, funnel, each, period, further),
        "amount": " · ".join(amounts) or NOTHING,
        "of_former": _percent(actor, each.of_former),
        "of_first": _percent(actor, each.of_first),
        "days": NOTHING if days is None else fmt.number(days, 1),
    }


def _rows(
    actor: Actor, funnel: Funnel, each: Reached, period: Period | None, further: list[Condition]
) -> str:
    """The list of the records that reached a step."""
    path = to_list(actor, funnel.over)
    pairs = address_of([*funnels.rows_of(funnel, period), *further, each.condition])
    return f"{path}?{urlencode(pairs)}" if path else ""


def _percent(actor: Actor, share: Decimal | None) -> str:
    if share is None:
        return NOTHING
    rounded = share.quantize(TENTH, rounding=ROUND_HALF_UP)
    return format_of(actor).percent(int(rounded) if rounded == int(rounded) else rounded)


def _words(actor: Actor, funnel: Funnel, conditions: list[Condition]) -> list[str]:
    fields = actor.host.resources[funnel.over.name].by_name
    return [
        f"{fields[each['field']].label} {words_of_condition(actor, fields[each['field']], dict(each))}"
        for each in conditions
        if each.get("field") in fields
    ]
