"""The way from the menu to the one record of the own company."""

from __future__ import annotations

from flask import abort, redirect
from werkzeug.wrappers import Response

from guanxi.people.resources import own_companies
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor


def own_company(actor: Actor) -> Response:
    """To the page of the own company, or to the form that names it where nobody has."""
    found = gate.visible(actor, own_companies).first()
    if found:
        return redirect(f"/{own_companies.path}/{found.id}")
    return (
        redirect(f"/{own_companies.path}/new")
        if actor.may(own_companies.permission("create"))
        else abort(404)
    )


ROUTES = (
    Route(
        "/settings/company",
        "host.own_company",
        ("GET",),
        own_companies.permission("view"),
        "host",
        own_company,
    ),
)
