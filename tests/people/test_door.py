"""The door of every request: forgery, hosts, headers, sizes, tokens, addresses to come back to."""

from datetime import timedelta

import pytest
from people_world import everything, one
from web_world import ADDRESS, Browser, make_app

from guanxi.data.database import rows
from guanxi.web.security import hardened, local_address

NEW = "correct horse battery"


def unsafe_routes(app):
    for rule in app.url_map.iter_rules():
        for method in sorted({"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set())):
            if not rule.rule.startswith("/api/"):
                yield (
                    method,
                    rule.rule.replace("<int:id>", "1").replace("<int:role>", "1").replace("<token>", "x"),
                )


def test_every_unsafe_route_refuses_a_missing_and_a_foreign_token(app, staff):
    browser, other = Browser(app, staff), Browser(app, staff)
    browser.sign_in("admin")
    other.sign_in("agent")
    before, tried = everything(), 0
    for method, path in unsafe_routes(app):
        for token in (None, other.csrf, "rubbish"):
            for kind in ("application/x-www-form-urlencoded", "text/plain", "application/json"):
                data = f"csrf_token={token}&language=zh" if token else "language=zh"
                answer = browser.client.open(
                    path, method=method, base_url=ADDRESS, data=data, content_type=kind
                )
                assert answer.status_code == 400, (method, path, token, kind)
                tried += 1
    assert tried >= 9 * 15
    assert everything() == before


def test_every_get_leaves_the_database_as_it_is(app, staff):
    browser = Browser(app, staff)
    browser.sign_in("admin")
    before = everything()
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            path = (
                rule.rule.replace("<int:id>", str(staff.id("agent")))
                .replace("<token>", "x")
                .replace("<permission>", "a.b")
            )
            assert browser.get(path).status_code < 500
    assert everything() == before


def test_the_host_header_never_reaches_a_link(app, staff):
    client = app.test_client()
    for evil in ("evil.example", "crm.example.evil.example", "crm.example@evil.example", "evil.example:8000"):
        assert client.get("/sign-in", headers={"Host": evil}).status_code == 400
    admin = Browser(app, staff, **{"X-Forwarded-Host": "evil.example"})
    admin.sign_in("admin")
    assert "evil.example" not in admin.post(f"/people/users/{staff.id('agent')}/access/link").text


def test_forwarded_addresses_are_believed_only_from_our_own_proxies(staff, passwords):
    direct = Browser(make_app(staff.host, passwords), staff)
    for n in range(60):
        direct.headers = {"X-Forwarded-For": f"203.0.113.{n}"}
        direct.get("/sign-in")
        last = direct.post("/sign-in", name=f"nobody{n}", password="wrong wrong")
    assert last.status_code == 429
    behind = Browser(
        make_app(staff.host, passwords, proxies=1), staff, **{"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    )
    behind.sign_in("agent")
    assert rows("SELECT address FROM people_sign_in_session") == [("203.0.113.9",)]


def test_a_signed_in_request_costs_one_statement(app, staff, monkeypatch):
    from guanxi.data.database import database

    browser, seen = Browser(app, staff), []
    browser.sign_in("agent")
    browser.get("/probe")
    real = database.obj.execute_sql
    monkeypatch.setattr(
        database.obj, "execute_sql", lambda sql, *a, **k: (seen.append(sql), real(sql, *a, **k))[1]
    )
    browser.get("/probe")
    assert len(seen) == 1


def test_a_token_works_only_in_the_header_only_for_programs_and_only_in_its_scope(app, staff):
    browser = Browser(app, staff)
    browser.sign_in("seller.north")
    shown = browser.post("/account/tokens", name="Excel", scopes="contacts.*.view", days="30").text
    token = shown.split("data-secret>")[1].split("<")[0]
    assert token not in browser.get("/account").text
    program = Browser(app, staff, Authorization=f"Bearer {token}")
    assert program.get("/api/v1/may/contacts.company.view").text == "TEAM"
    assert program.get("/api/v1/may/contacts.company.edit").text == "NONE"
    assert program.post("/api/v1/probe", csrf=False).status_code == 200
    assert program.get("/probe").status_code == 302
    assert program.get("/account").status_code == 302
    bare = Browser(app, staff)
    for name in ("access_token", "token", "api_key", "Authorization"):
        assert bare.get(f"/api/v1/probe?{name}={token}").status_code == 400
    assert bare.get("/api/v1/probe").status_code == 401
    assert bare.get("/api/v1/probe").headers["WWW-Authenticate"].startswith("Bearer")
    for wrong in (
        "Bearer x",
        "Bearer ",
        "Basic abc",
        f"Bearer {token}x",
        f"Token {token}",
        "Bearer guanxi_" + "x" * 5000,
    ):
        assert Browser(app, staff, Authorization=wrong).get("/api/v1/probe").status_code == 401
    mine = one("SELECT max(id) FROM people_api_token")
    other = Browser(app, staff)
    other.sign_in("agent")
    assert other.post(f"/account/tokens/{mine}/revoke").status_code == 404
    browser.post(f"/account/tokens/{mine}/revoke")
    assert program.get("/api/v1/probe").status_code == 401


def test_a_session_reaches_the_programs_side_only_with_a_csrf_token(app, staff):
    browser = Browser(app, staff)
    browser.sign_in("agent")
    assert browser.get("/api/v1/probe").status_code == 200
    assert browser.post("/api/v1/probe", csrf=False).status_code == 400
    assert browser.post("/api/v1/probe").status_code == 200


def test_private_pages_are_stored_nowhere_and_framed_nowhere(browser):
    browser.sign_in("agent")
    for path in ("/sign-in", "/account", "/probe", "/nowhere"):
        answer = browser.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert {"cookie", "accept-language"} <= {name.lower() for name in answer.vary}
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Request-Id"]


def test_cookies_are_closed(staff, passwords):
    client = make_app(staff.host, passwords, secure=True).test_client()
    cookie = client.get("/sign-in", base_url="https://crm.example:8000").headers["Set-Cookie"]
    assert cookie.startswith("__Host-guanxi=")
    assert all(flag in cookie for flag in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie


def test_every_key_of_the_configuration_is_decided(app):
    from flask import Flask

    made = hardened(
        secret_key="s" * 40, base_url="https://crm.example", allowed_hosts=("crm.local",), cookie_secure=True
    )
    assert set(Flask("x").config) <= set(made)
    decided = {name: value for name, value in made.items() if not name.startswith("WTF_")}
    assert decided == {
        "APPLICATION_ROOT": "/",
        "DEBUG": False,
        "EXPLAIN_TEMPLATE_LOADING": False,
        "MAX_CONTENT_LENGTH": 25 * 1024 * 1024,
        "MAX_COOKIE_SIZE": 4093,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 1000,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "PREFERRED_URL_SCHEME": "https",
        "PROPAGATE_EXCEPTIONS": False,
        "PROVIDE_AUTOMATIC_OPTIONS": True,
        "SECRET_KEY": "s" * 40,
        "SECRET_KEY_FALLBACKS": None,
        "SEND_FILE_MAX_AGE_DEFAULT": None,
        "SERVER_NAME": None,
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "__Host-guanxi",
        "SESSION_COOKIE_PARTITIONED": False,
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "TEMPLATES_AUTO_RELOAD": False,
        "TESTING": False,
        "TRAP_BAD_REQUEST_ERRORS": False,
        "TRAP_HTTP_EXCEPTIONS": False,
        "TRUSTED_HOSTS": ["127.0.0.1", "[::1]", "crm.example", "crm.local", "localhost"],
        "USE_X_SENDFILE": False,
    }
    assert {name: value for name, value in made.items() if name.startswith("WTF_")} == {
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_ENABLED": True,
        "WTF_CSRF_FIELD_NAME": "csrf_token",
        "WTF_CSRF_HEADERS": ("X-CSRFToken", "X-CSRF-Token"),
        "WTF_CSRF_METHODS": {"POST", "PUT", "PATCH", "DELETE"},
        "WTF_CSRF_SSL_STRICT": True,
        "WTF_CSRF_TIME_LIMIT": None,
    }


def test_large_and_packed_requests_are_refused(app, staff):
    browser = Browser(app, staff)
    browser.sign_in("agent")
    large = "x" * 1_000_000
    assert browser.post("/open", name=large).status_code == 413
    for parts in ({"name": large}, {f"n{n}": "x" for n in range(1100)}):
        form = "".join(
            f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts.items()
        )
        kind = "multipart/form-data; boundary=b"
        answer = browser.client.post(
            "/open", base_url=ADDRESS, data=form.encode() + b"--b--\r\n", content_type=kind
        )
        assert answer.status_code == 413
    packed = {"Content-Encoding": "gzip", "X-CSRFToken": browser.csrf}
    assert browser.client.post("/open", base_url=ADDRESS, data=b"x", headers=packed).status_code == 415
    assert browser.get("/open?q=" + "x" * 9000).status_code == 400
    assert browser.post("/open", name="small").status_code == 200


LOCAL = [
    "/",
    "/contacts/companies/",
    "/contacts/companies/7?tab=history",
    "/a#b",
    "/a?next=https%3A%2F%2Fx.example",
]
FOREIGN = [
    "https://evil.example", "http://evil.example", "//evil.example", "///evil.example", "////evil.example",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "//\\evil.example",
    "/%2f/evil.example", "/%2fevil.example", "/%5cevil.example", "/%5c%5cevil.example", "%2f%2fevil.example",
    "/%252fevil.example", "/%255cevil.example", "/%09/evil.example", "/\t/evil.example", "/\n/evil.example",
    "/\r\n/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example", "\x00//evil.example",
    "/\x00/evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
    "vbscript:x", "evil.example", "@evil.example", "https:evil.example", "https:/evil.example", "http:///evil.example",
    "/\u00a0/evil.example", "/..//evil.example", "/.//evil.example", "/a//evil.example/%2e%2e", "//user@evil.example",
    "//evil.example:80/", "//[::1]/", "/%0d%0aLocation:%20https://evil.example", "ftp://evil.example", "?//evil", "#//evil",
    "/" + "a" * 3000, "//%E2%80%AEevil.example", "/\x7f/evil",
]  # fmt: skip


@pytest.mark.parametrize("text", FOREIGN)
def test_next_leads_nowhere_else(text):
    assert local_address(text) == "/"


@pytest.mark.parametrize("text", LOCAL)
def test_next_leads_to_local_pages(text):
    assert local_address(text) == text


def test_the_sign_in_page_never_leaves_the_site(browser):
    assert browser.sign_in("agent", next="//evil.example").location == "/"
    assert browser.get("/sign-in?next=//evil.example").location == "/"
