"""The addresses of metrics, each behind the permission to list its records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from guanxi.data.fields import Link
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.host import Host
from guanxi.resources.faces import Faces, Record
from guanxi.resources.metrics import Metric
from guanxi.web import funnel_pages, metric_pages, metric_tiles, record_numbers

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
    yield from _in_heads(host, faces)
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


def _in_heads(host: Host, faces: dict[str, Faces]) -> Iterator[Route]:
    """Where the numbers in the heads of records come from, for each kind that a metric is about."""
    links = (metric.over.by_name[name] for metric in host.items_of(Metric) for name in metric.heads)
    for kind in dict.fromkeys(link.to for link in links if isinstance(link, Link)):
        if kind in faces and faces[kind].has(Record):
            resource = faces[kind].resource
            yield Route(
                f"/{resource.path}/<int:id>/numbers",
                f"{resource.name}.numbers",
                ("GET",),
                resource.permission("view"),
                resource.plugin,
                partial(record_numbers.numbers, faces=faces[kind]),
            )
