"""A minimal app made of the door and the pages of people, and a browser that reads forms."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, abort
from people_world import PERMISSIONS, Staff
from werkzeug.test import TestResponse

from guanxi.data.errors import Problem
from guanxi.people.passwords import Passwords
from guanxi.people.rights import RightsKeeper
from guanxi.plugins.mount import PUBLIC, Route
from guanxi.records.host import Host
from guanxi.web import access, account, setup, sign_in
from guanxi.web.menu import Menu
from guanxi.web.rendering import MENU, prepare_templates
from guanxi.web.routing import SIGNED_IN, mount_routes
from guanxi.web.security import Door, hardened, stand_at_door

ADDRESS = "http://crm.example:8000"


def make_app(host: Host, passwords: Passwords, *, proxies: int = 0, secure: bool = False) -> Flask:
    """An app with the pages of people and two probes: /probe for people, /api/v1/probe for programs."""
    app = Flask("guanxi.web")
    app.config.update(hardened(secret_key="s" * 40, base_url=ADDRESS, cookie_secure=secure))
    stand_at_door(app, Door(host, RightsKeeper(PERMISSIONS), passwords, proxies))
    prepare_templates(app, {}, [])
    app.extensions[MENU] = Menu([])
    app.register_error_handler(Problem, lambda problem: (str(problem), problem.status))
    mount_routes(app, [*sign_in.ROUTES, *setup.ROUTES, *account.ROUTES, *access.ROUTES, *PROBES])
    return app


def _probe(actor: Any) -> str:
    return str(actor.id)


def _may(actor: Any, permission: str) -> str:
    return str(actor.scope(permission).name)


def _broken(actor: Any) -> str:
    raise abort(500)


PROBES = (
    Route("/", "host.home", ("GET",), SIGNED_IN, "host", _probe),
    Route("/probe", "host.probe", ("GET", "POST"), SIGNED_IN, "host", _probe),
    Route("/may/<permission>", "host.may", ("GET",), SIGNED_IN, "host", _may),
    Route("/api/v1/probe", "host.api_probe", ("GET", "POST"), SIGNED_IN, "host", _probe),
    Route("/api/v1/may/<permission>", "host.api_may", ("GET",), SIGNED_IN, "host", _may),
    Route("/open", "host.open", ("GET", "POST"), PUBLIC, "host", lambda actor: "open"),
)


class Browser:
    """A browser: keeps cookies, and sends the token of the last form it saw."""

    def __init__(self, app: Flask, staff: Staff | None = None, **headers: str) -> None:
        self.client, self.staff, self.headers = app.test_client(), staff, headers
        self.csrf = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        answer = self.client.get(path, base_url=ADDRESS, headers=self.headers, **options)
        if found := re.search(r'name="csrf_token" value="([^"]+)"', answer.text):
            self.csrf = found[1]
        return answer

    def post(self, path: str, csrf: bool = True, **form: str) -> TestResponse:
        sent = {**form, "csrf_token": self.csrf} if csrf else form
        answer = self.client.post(path, base_url=ADDRESS, headers=self.headers, data=sent)
        if found := re.search(r'name="csrf_token" value="([^"]+)"', answer.text):
            self.csrf = found[1]
        return answer

    def sign_in(self, name: str, **form: str) -> TestResponse:
        assert self.staff is not None
        self.get("/sign-in")
        form = {"name": self.staff.mail(name), "password": self.staff.password(name), **form}
        answer = self.post("/sign-in", **form)
        self.get("/account")
        return answer

    def cookie(self) -> str | None:
        found = self.client.get_cookie("guanxi", domain="crm.example")
        return found.value if found else None
