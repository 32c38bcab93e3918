"""A browser without a network: calls a WSGI app in process and keeps cookies."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

HOST = "localhost:8000"
FORM = "application/x-www-form-urlencoded"


class Client:
    """Requests cost the client some ten microseconds, which count for the app. Where it does not `keep` new cookies, each
    request comes from the same page as the one before.
    """

    def __init__(self, app: Callable[..., Any]) -> None:
        self.app, self.cookies = app, dict[str, str]()
        self.keeps = True
        self.status, self.location = "", ""

    def get(self, path: str, **headers: str) -> str:
        """The text of a page."""
        return self._call("GET", path, b"", headers)

    def post(self, path: str, form: Mapping[str, Any], **headers: str) -> str:
        """Send a form; `location` is then where the answer leads to, or empty."""
        return self._call(
            "POST", path, urlencode(form, doseq=True).encode(), {"CONTENT_TYPE": FORM, **headers}
        )

    def send(self, method: str, path: str, body: bytes, **headers: str) -> str:
        """Any request, such as a program sends."""
        return self._call(method, path, body, {"CONTENT_TYPE": "application/json", **headers})

    def _call(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> str:
        place, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": place,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": HOST,
            "HTTP_REFERER": f"http://{HOST}/",
            "HTTP_ACCEPT_LANGUAGE": "en",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.multithread": False,
            **headers,
        }
        if self.cookies:
            environ["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.app(environ, self._start)
        text = b"".join(answer).decode()
        if close := getattr(answer, "close", None):
            close()
        if self.status[0] not in "23":
            raise RuntimeError(f"{method} {path} answered {self.status}: {text[:2000]}")
        return text

    def _start(self, status: str, headers: list[tuple[str, str]], info: Any = None) -> None:
        self.status, self.location = status, ""
        for name, value in headers:
            if name == "Set-Cookie" and self.keeps:
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
            elif name in ("Location", "HX-Redirect"):
                self.location = value.partition("#")[0]
