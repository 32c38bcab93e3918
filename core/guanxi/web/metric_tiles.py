"""Metrics as tiles on the home page: each loads by itself, explains itself, and leads to its rows; whoever looks chooses which."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.resources import figures
from guanxi.resources.faces import Faces
from guanxi.resources.metrics import Metric, metrics_of
from guanxi.web import metric_view
from guanxi.web.metric_pages import COMPONENT, explained
from guanxi.web.metric_view import metric_address, question
from guanxi.web.rendering import fragment, page, toast
from guanxi.work import home_tiles

_ = translator("guanxi")
CHOOSE = "/metrics/tiles"


def tiles(actor: Actor) -> list[dict[str, Any]] | None:
    """The tiles of the actor's home page, as components/metrics.html draws them; their numbers follow. None: there are no metrics."""
    if not metrics_of(actor):
        return None
    return [{"label": str(each.label), "url": metric_address(each, place="tile")} for each in _shown(actor)]


def tile(actor: Actor, metric: Metric, faces: Faces) -> Response:
    """One tile with its number, beside the period before."""
    one, chosen = question(actor, metric, {})
    made = figures.answer(actor, one)
    before = made.before
    moved = metric_view.difference(actor, metric, before.now, before.then) if before else ""
    return fragment(
        COMPONENT,
        "tile",
        str(metric.label),
        metric_address(metric),
        metric_view.period_label(chosen),
        explained(actor, made),
        "" if moved == metric_view.NOTHING else moved,
    )


def choose_page(actor: Actor) -> Response:
    """Which of the actor's metrics stand on his home page."""
    now = {each.name for each in _shown(actor)}
    entries = [
        {"name": each.name, "label": str(each.label), "detail": str(each.means), "chosen": each.name in now}
        for each in metrics_of(actor)
    ]
    return page(
        "metric_tiles.html", actor, title=str(_("Numbers on the home page")), entries=entries, action=CHOOSE
    )


def save_choice(actor: Actor) -> Response:
    """Keep the choice; names of metrics that there are not are left out."""
    wanted = set(request.form.getlist("metric"))
    home_tiles.choose(actor, [each.name for each in metrics_of(actor) if each.name in wanted])
    toast(_("Saved"))
    return redirect("/", 303)


def _shown(actor: Actor) -> list[Metric]:
    """The metrics chosen, or those that stand there where nothing was chosen."""
    offered, names = metrics_of(actor), home_tiles.chosen(actor)
    if names is None:
        return [each for each in offered if each.home]
    known = {each.name: each for each in offered}
    return [known[name] for name in names if name in known]


ROUTES = (
    Route(CHOOSE, "host.metric_tiles", ("GET",), SIGNED_IN, "host", choose_page),
    Route(CHOOSE, "host.save_metric_tiles", ("POST",), SIGNED_IN, "host", save_choice),
)
