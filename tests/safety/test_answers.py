"""Every answer of a crawl: closed headers, no script or style inside, a token in every form, and no secret anywhere.

Each address is asked by each actor, and besides for its part of a page or with POST, in turns; ``LONG=1``: for both.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from digest import taken_back
from house_under_attack import ADDRESS, LONG, NOBODY, Browser, Site, Standing, text_of
from swept import tried
from test_reading import reads
from werkzeug.test import TestResponse

from guanxi.data.database import is_sqlite, rows
from guanxi.testing.tries import Tries

COUNTED = "answers"
ACTORS = ("admin", "seller.shanghai", NOBODY)
ODD = (
    "/nothing",
    "/api/v1/nothing",
    "/static/nothing.js",
    "/static/../app.py",
    "/contacts/companies/?sort=nothing",
    "/contacts/companies/0",
    "/undo/1",
    "/sign-out",
    "//evil.example/",
    "/%2e%2e/",
    "/?x=" + "a" * 9000,
    "/setup",
    "/invitation",
    "/live",
    "/ready",
)
NEEDED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
BAD_LINK = re.compile(r"^\s*(javascript|data|vbscript|file|blob):", re.IGNORECASE)


class Inspector(HTMLParser):
    """Reads one page and notes what a strict policy forbids."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.links: list[str] = []
        self._form: dict[str, bool] | None = None
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name, value in attrs:
            if name.startswith("on") or name == "style" or name in ("srcdoc", "formaction"):
                self.wrong.append(f"<{tag} {name}>")
            if name.startswith("hx-on") or (name in ("hx-vals", "hx-headers") and "js:" in (value or "")):
                self.wrong.append(f"<{tag} {name}={value}>")
            if name in ("href", "src", "action", "hx-get", "hx-post") and BAD_LINK.match(value or ""):
                self.wrong.append(f"<{tag} {name}={value}>")
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.wrong.append(f"<{tag}> inside the page")
        if tag in ("script", "link", "img") and re.match(
            r"^(https?:)?//", given.get("src") or given.get("href") or ""
        ):
            self.wrong.append(f"<{tag}> from elsewhere")
        leaves = given.get("target") == "_blank" and (given.get("href") or "").startswith("http")
        if tag == "a" and leaves and "noopener" not in (given.get("rel") or ""):
            self.wrong.append("a link that opens elsewhere without noopener")
        if tag == "a" and (given.get("href") or "").startswith("/"):
            self.links.append(given["href"] or "")
        if tag == "form":
            self._form = {"post": (given.get("method") or "").lower() == "post", "token": False}
        if tag == "input" and given.get("name") == "csrf_token" and given.get("value") and self._form:
            self._form["token"] = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form:
            if self._form["post"] and not self._form["token"]:
                self.wrong.append("a form without its token")
            self._form = None


def crawl(site: Site, standing: Standing, actor: str) -> Iterator[tuple[str, TestResponse]]:
    """Every answer that this actor gets: all routes that are read, odd addresses, parts of pages, and the links found."""
    browser = site.browser(actor)
    waiting = [*dict.fromkeys([*reads(site, standing), *ODD])]
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        answer = browser.get(path)
        yield path, answer
        for link in _links(answer):
            plain = link.partition("#")[0]
            if plain not in seen and len(seen) < (900 if LONG else 200):
                seen.add(plain)
                waiting.append(plain)
        turn = zlib.crc32(path.encode()) + ACTORS.index(actor)
        if len(path) < 200 and (LONG or turn % 2 == 0):
            yield f"part of {path}", browser.get(path, **{"HX-Request": "true"})
        if len(path) < 200 and (LONG or turn % 2 == 1):
            yield f"refused {path}", browser.send("POST", path)


def _links(answer: TestResponse) -> list[str]:
    return inspected(answer).links if "text/html" in answer.headers.get("Content-Type", "") else []


DRAWN = re.compile(r'(?<==")[\w.-]{40,}(?=")|\b[0-9a-f]{32}\b|\bs[0-9a-f]{31}\b')
READ: dict[str, Inspector] = {}


def inspected(answer: TestResponse) -> Inspector:
    """What is noted of a page; those that differ only in tokens and ids of requests are read once."""
    key = hashlib.blake2b(DRAWN.sub("drawn", answer.text).encode()).hexdigest()
    if key not in READ:
        READ[key] = Inspector()
        READ[key].feed(answer.text)
    return READ[key]


def secrets(site: Site, browser: Browser) -> list[str]:
    """What may never be in an answer: hashes, tokens, the secret of the installation, the session."""
    found = [hash for (hash,) in rows("SELECT hash FROM people_password")]
    for table in ("people_sign_in_session", "people_api_token", "people_password_link"):
        found += [hash for (hash,) in rows(f"SELECT token_hash FROM {table}")]
    found += [site.config.secret_key, *site.words.values()]
    found += [site.browser(name).secret for name in ACTORS] + [site.browser(name).token for name in ACTORS]
    return [text for text in found if text]


@pytest.mark.long
def test_every_answer_is_closed_clean_and_keeps_secrets(site: Site, standing: Standing, tries: Tries) -> None:
    wrong: list[str] = []
    for actor in ACTORS if is_sqlite() or LONG else ("seller.shanghai",):
        kept = secrets(site, site.browser(actor))
        for path, answer in crawl(site, standing, actor):
            tries.add(COUNTED)
            wrong += [f"{actor} {path}: {what}" for what in _wrong(path, answer)]
            text = text_of(answer) + str(answer.headers)
            wrong += [f"{actor} {path} tells {secret[:12]}…" for secret in kept if secret in text]
    assert not wrong, "\n".join([str(len(wrong)), *wrong[:30]])


def _wrong(path: str, answer: TestResponse) -> Iterator[str]:
    headers = answer.headers
    if answer.status_code >= 500:
        yield f"{answer.status_code}"
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or ("unsafe" not in policy and "script-src 'self'" not in policy):
        yield f"policy {policy!r}"
    if "unsafe" in policy or "*" in policy:
        yield f"policy {policy!r}"
    for name, value in NEEDED.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)!r}"
    asset = "/static/" in path and answer.status_code == 200
    if not asset and headers.get("Cache-Control") != "no-store":
        yield f"Cache-Control is {headers.get('Cache-Control')!r}"
    for name in ("Access-Control-Allow-Origin", "Server", "X-Powered-By"):
        if name in headers:
            yield f"{name} is {headers[name]!r}"
    if headers.get("Location", "/").startswith(("//", "http")) and not headers["Location"].startswith(
        ADDRESS
    ):
        yield f"leads to {headers['Location']}"
    if "Traceback" in text_of(answer) or "site-packages" in text_of(answer):
        yield "shows where it failed"
    if "text/html" in headers.get("Content-Type", ""):
        yield from inspected(answer).wrong


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "http:evil.example",
    "https:///evil.example",
    "/\t/evil.example",
    "http://crm.example:8000@evil.example/",
    "http://crm.example:8000.evil.example/",
    "javascript:alert(1)",
    "/%2f%2fevil.example",
    "///evil.example",
)


def test_no_answer_leads_elsewhere(site: Site, standing: Standing, tries: Tries) -> None:
    """Wherever a request says it comes from or wants to go on to, the answer stays on this site."""
    from test_foreign_ids import mine, owned

    browser = site.browser("admin")
    for address in ELSEWHERE:
        asked = [
            browser.post(f"/{path}", {"next": address, "language": "en", "theme": "dark"})
            for path in ("language", "theme", "sign-in")
        ]
        asked.append(browser.get(f"/sign-in?next={address}"))
        for resource in owned(site):
            own = mine(standing, resource.name).id
            with taken_back():
                for path, form in (
                    (f"/{resource.path}/delete", {"id": [str(own)]}),
                    (f"/{resource.path}/{own}/restore", {}),
                    ("/undo/3", {}),
                ):
                    asked.append(browser.post(path, {**form, "next": address}, headers={"Referer": address}))
        tries.add("ways elsewhere", len(asked))
        for answer in asked:
            for where in answer.headers.getlist("Location"):
                assert urljoin(f"{ADDRESS}/here", where.replace("\\", "/")).startswith(f"{ADDRESS}/"), address


SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{7*7}}",
    "</textarea><script>1</script>",
    "javascript:alert(1)",
    "<svg/onload=alert(1)>",
    "--><script>1</script>",
    "</title><script>1</script>",
    "${7*7}",
    "\u2028alert(1)//",
)


def test_no_text_becomes_markup(site: Site, standing: Standing, tries: Tries) -> None:
    """Scripts in every text field of records that everybody's pages show: none is ever read as a tag or attribute."""
    from test_foreign_ids import mine, owned
    from test_naughty_texts import send, texts

    browser, wrong = site.browser("seller.shanghai"), []
    for resource in owned(site):
        own = mine(standing, resource.name).id
        for number, script in enumerate(SCRIPTS):
            if not tried(number, 4):
                continue
            for field in texts(resource):
                send(browser, f"/{resource.path}/{own}/field/{field.name}", {field.name: script})
            pages = [
                f"/{resource.path}/",
                f"/{resource.path}/{own}",
                f"/{resource.path}/{own}/edit",
                f"/{resource.path}/{own}/history",
                "/",
                f"/{resource.path}/?q={script}",
                f"/{resource.path}/new?{resource.title}={script}",
                f"/{resource.path}/{script}",
                f"/sign-in?next={script}",
            ]
            for path in pages:
                tries.add("scripts in texts")
                answer = browser.get(path)
                wrong += [f"{path} {what}" for what in _wrong(path, answer)]
                wrong += [f"{path} computes"] * ("{{7*7}}" in script and ">49<" in answer.text)
    assert not wrong, "\n".join([str(len(wrong)), *wrong[:30]])
