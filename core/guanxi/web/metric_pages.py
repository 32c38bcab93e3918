"""The pages of metrics: one each with its definition, period, comparison and parts; every number is a link to its rows."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.data.periods import NAMES, Comparison
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.measures import ADDS_UP
from guanxi.records.measuring import Measured
from guanxi.resources import figures
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.resources.figures import Answer, Beside
from guanxi.resources.funnels import Funnel, funnel_offered
from guanxi.resources.metrics import WEEK, Metric, metrics_of, partable
from guanxi.web import charts, metric_view
from guanxi.web.asked import Asked as OfList
from guanxi.web.asked import asked
from guanxi.web.charts import Mark
from guanxi.web.metric_view import OWN, Chosen, metric_address, number_text, question, text_of
from guanxi.web.rendering import fragment, page

_ = translator("guanxi")
COMPONENT = "components/metrics.html"
BARS_SHOWN, PARTS_LISTED = 12, 50


def overview(actor: Actor) -> Response:
    """All metrics that the actor may see."""
    entries = [
        {"label": str(each.label), "detail": str(each.means), "href": metric_address(each)}
        for each in metrics_of(actor)
    ]
    entries += [
        {"label": str(each.label), "detail": str(each.means), "href": f"/metrics/{each.name}/"}
        for each in actor.host.items_of(Funnel)
        if funnel_offered(actor, each)
    ]
    return page("metrics.html", actor, title=str(_("Metrics")), entries=entries)


def metric_page(actor: Actor, metric: Metric, faces: Faces) -> Response:
    """The number of a period with all that explains it; comparison and parts follow as fragments."""
    query, pairs = _list_of(actor, faces)
    one, chosen = question(actor, metric, _own(), query.filter())
    made = figures.answer(actor, one, compared=False)
    kept = [*pairs, *((name, value) for name, value in _own().items())]
    by = _by(actor, metric)
    return page(
        "metric.html",
        actor,
        title=str(metric.label),
        means=str(metric.means),
        icon=metric.icon,
        number=explained(actor, made),
        goal=_goal(made),
        periods=_periods(metric, chosen, pairs),
        span={"first": chosen.period.first, "last": chosen.period.last} if chosen.period else None,
        kept=[*pairs] + [("_by", by)] * bool(by),
        beside_url=metric_address(metric, kept, "beside") if one.period else "",
        months_url=metric_address(metric, kept, "months") if metric.on else "",
        parts_url=metric_address(metric, kept, "parts") if by else "",
    )


def beside(actor: Actor, metric: Metric, faces: Faces) -> Response:
    """The number beside that of the period before and of the same period a year ago."""
    one, _chosen = question(actor, metric, _own(), _list_of(actor, faces)[0].filter())
    made = figures.answer(actor, one)
    lines = [
        _comparison(actor, made, label, each)
        for label, each in ((_("Period before"), made.before), (_("Same period last year"), made.year_before))
        if each is not None
    ]
    return fragment(COMPONENT, "comparisons", lines)


def months(actor: Actor, metric: Metric, faces: Faces) -> Response:
    """Twelve months as a line, or weeks where the metric is told by them, with the table behind it."""
    one, _chosen = question(actor, metric, _own(), _list_of(actor, faces)[0].filter())
    fmt, marks = format_of(actor), list[Mark]()
    weekly = metric.step == WEEK
    found = figures.stretches(actor, one)
    currency = _currency(each for _month, each in found)
    for month, each in found:
        value = next((v for v in each.values if v.currency == currency), None)
        name = month.first.isoformat() if weekly else f"{month.first:%Y-%m}"
        text = number_text(metric, value, fmt) if value else metric_view.NOTHING
        marks.append(
            Mark(
                name[5:] if weekly or (len(marks) and month.first.month > 1) else name[2:],
                value.number if value else None,
                text,
                metric_view.rows_address(actor, one, month),
                f"{name} · {_rows(each.rows)}",
            )
        )
    words = _("{metric}, twelve weeks") if weekly else _("{metric}, twelve months")
    title = str(words.format(metric=metric.label))
    rows = [
        (
            fmt.date(month.first.isoformat()) if weekly else f"{month.first:%Y-%m}",
            mark.text,
            mark.href,
            fmt.number(each.rows),
        )
        for (month, each), mark in zip(found, marks, strict=True)
    ]
    return fragment(
        COMPONENT,
        "chart",
        title,
        charts.line(marks, title, str(metric.means)),
        str(_("Week from") if weekly else _("Month")),
        rows,
        currency or "",
    )


def parts(actor: Actor, metric: Metric, faces: Faces) -> Response:
    """The number by the values of a field, as bars or, where the parts make up the whole, as a pie, with the table behind."""
    query, pairs = _list_of(actor, faces)
    by = _by(actor, metric)
    one, _chosen = question(actor, metric, _own(), query.filter())
    if not by:
        return Response("")
    resource, fmt = actor.host.resources[metric.over.name], format_of(actor)
    field, found = resource.by_name[by], figures.parts(actor, one, by)
    labels = metric_view.part_labels(actor, field, (key[0] for key, _each in found))
    currency = _currency(each for _key, each in found)
    marks, rows = list[Mark](), list[tuple[str, str, str, str]]()
    for key, each in found:
        value = next((v for v in each.values if v.currency == currency), None)
        text = text_of(actor, metric, each)
        more = metric_view.shares_text(actor, metric, each) or _rows(each.rows)
        href = metric_view.rows_address(actor, one, one.period, [metric_view.part_condition(field, key[0])])
        marks.append(Mark(labels[key[0]], value.number if value else None, text, href, more))
        rows.append((labels[key[0]], text, href, fmt.number(each.rows)))
    title = str(_("{metric} by {field}").format(metric=metric.label, field=field.label))
    marks.sort(key=lambda mark: -(mark.number or 0) if metric.value.kind in ADDS_UP else 0)
    adds_up = metric.value.kind in ADDS_UP and all((mark.number or 0) >= 0 for mark in marks)
    drawn = charts.bars(marks[:BARS_SHOWN], title, str(metric.means))
    if adds_up and 1 < len(marks) <= charts.COLOURS:
        drawn = charts.pie(marks, title, str(metric.means), str(_("Others")))
    tabs = _tabs(actor, metric, pairs, by)
    return fragment(
        COMPONENT, "chart", title, drawn, str(field.label), rows[:PARTS_LISTED], currency or "", tabs
    )


def explained(actor: Actor, made: Answer) -> dict[str, Any]:
    """A number with everything that explains it, as components/metrics.html draws it."""
    one, fmt = made.asked, format_of(actor)
    elapsed = made.elapsed
    return {
        "text": text_of(actor, one.metric, made.found),
        "detail": metric_view.shares_text(actor, one.metric, made.found),
        "href": metric_view.rows_address(actor, one, one.period),
        "means": str(one.metric.means),
        "filter": metric_view.filter_words(actor, one.metric, one.further),
        "days": metric_view.days_text(one.period, fmt) if one.metric.on else str(_("Now")),
        "rows": fmt.number(made.found.rows),
        "at": fmt.datetime(made.at),
        "elapsed": str(ELAPSED.format(percent=elapsed.percent, days=elapsed.days, of=elapsed.of))
        if elapsed
        else "",
    }


def _own() -> dict[str, str]:
    """The parameters of the metric itself, the first value of each."""
    return {name: request.args[name].strip() for name in OWN if request.args.get(name, "").strip()}


def _list_of(actor: Actor, faces: Faces) -> tuple[OfList, list[tuple[str, str]]]:
    """The filter that travels with the address, and its parameters."""
    query = asked(actor, faces, OWN)
    return query, list(query.pairs)


def _by(actor: Actor, metric: Metric) -> str:
    """The field by which the number is parted: the one asked for, else the first that the actor sees."""
    seen = searchable_fields(actor, actor.host.resources[metric.over.name])
    offered = [name for name in metric.by if partable(seen.get(name))]
    wanted = request.args.get("_by", "")
    return wanted if wanted in offered else next(iter(offered), "")


def _tabs(actor: Actor, metric: Metric, pairs: list[tuple[str, str]], by: str) -> list[dict[str, Any]]:
    seen = searchable_fields(actor, actor.host.resources[metric.over.name])
    kept = [*pairs, *((name, value) for name, value in _own().items() if name != "_by")]
    return [
        {
            "label": str(seen[name].label),
            "href": metric_address(metric, [*kept, ("_by", name)]),
            "current": name == by,
        }
        for name in metric.by
        if name in seen
    ]


def _periods(metric: Metric, chosen: Chosen, pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    if not metric.on:
        return []
    kept = [
        *pairs,
        *((name, value) for name, value in _own().items() if name not in ("_period", "_from", "_to")),
    ]
    return [
        {
            "label": str(label),
            "href": metric_address(metric, [*kept, ("_period", name)]),
            "current": name == chosen.name,
        }
        for name, label in NAMES.items()
    ]


def _goal(made: Answer) -> str:
    """How much of the goal in the address is reached, where one stands there and there is one number."""
    try:
        goal = Decimal(request.args.get("_goal", ""))
    except InvalidOperation:
        return ""
    values = made.found.values
    if not (goal.is_finite() and 0 < goal < 10**15) or len(values) != 1 or values[0].number is None:
        return ""
    return str(GOAL.format(goal=f"{goal.normalize():,f}", percent=figures.reached(values[0].number, goal)))


def _comparison(actor: Actor, made: Answer, label: Any, each: Beside) -> dict[str, Any]:
    metric, comparison = made.asked.metric, each.comparison
    return {
        "label": str(label),
        "now": _side(actor, made, each.now, comparison, then=False),
        "then": _side(actor, made, each.then, comparison, then=True),
        "difference": metric_view.difference(actor, metric, each.now, each.then),
        "rule": str(comparison.rule or ""),
    }


def _side(
    actor: Actor, made: Answer, found: Measured, comparison: Comparison, *, then: bool
) -> dict[str, str]:
    period = comparison.then if then else comparison.now
    return {
        "text": text_of(actor, made.asked.metric, found),
        "href": metric_view.rows_address(actor, made.asked, period),
        "days": metric_view.days_text(period, format_of(actor)),
        "length": str(_("1 day", "{n} days", n=period.days)),
    }


def _currency(found: Any) -> str | None:
    """The currency in which most rows stand: a chart draws one, the table beneath tells all."""
    counted: dict[str | None, int] = {}
    for each in found:
        for value in each.values:
            counted[value.currency] = counted.get(value.currency, 0) + each.rows
    return max(counted, key=lambda key: counted[key]) if counted else None


def _rows(number: int) -> str:
    return str(_("1 record", "{n} records", n=number))


ELAPSED = _("{percent}% of the time has passed: day {days} of {of}.")
GOAL = _("{percent}% of the goal of {goal} is reached.")
