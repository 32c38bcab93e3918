"""The addresses of metrics, each behind the permission to list its records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.host import Host
from guanxi.resources.faces import Faces
from guanxi.resources.metrics import Metric
from guanxi.web import funnel_pages, metric_pages, metric_tiles

PLACES = (
    ("", "page", metric_pages.metric_page),
    ("beside", "beside", metric_pages.beside),
    ("months", "months", metric_pages.months),
    ("parts", "parts", metric_pages.parts),
    ("tile", "tile", metric_tiles.tile),
)


def routes_of(host: Host, faces: dict[str, Faces]) -> Iterator[Route]:
    """All of them; where the records have no pages there are none."""
    yield Route("/metrics/", "host.metrics", ("GET",), SIGNED_IN, "host", metric_pages.overview)
    yield from metric_tiles.ROUTES
    yield from funnel_pages.routes_of(host, faces)
    for metric in host.items_of(Metric):
        if metric.over.name in faces:
            for rest, name, function in PLACES:
                yield Route(
                    f"/metrics/{metric.name}/{rest}",
                    f"metric.{metric.name}.{name}",
                    ("GET",),
                    metric.needs,
                    metric.over.plugin,
                    partial(function, metric=metric, faces=faces[metric.over.name]),
                )
