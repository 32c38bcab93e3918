"""The whole list of a resource as a file, for programs: the same filters, order and fields as the list itself."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request

from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.exports.download import download
from guanxi.resources.exports.run import Wanted
from guanxi.rest.asked import asked

FORMAT = "format"
NOT_TAKEN = (FORMAT, "limit", "after", "before", "count", "totals", "group")


def export_records(actor: Actor, resource: Resource) -> Response:
    """All records of the list that the actor may export; without `fields` all that he sees of them."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in NOT_TAKEN]
    kind = request.args.get(FORMAT, "csv")
    query = asked(actor, resource, pairs).query
    if kind != "jsonl" and not any(name == "fields" for name, _value in pairs):
        query = replace(query, columns=None)
    return download(actor, Wanted(query, kind, asked={"by": "api", "query": pairs}))
