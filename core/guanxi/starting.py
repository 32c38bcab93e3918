"""The answer of a process that has no app yet: a page for people in both languages, JSON for programs, with the request's id."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

RETRY_S = 3
STYLE = (
    "body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.6 system-ui,sans-serif;color:#23262f;"
    "background:#fff}main{padding:24px;text-align:center}h1{font-size:22px;margin:16px 0 0}p{margin:4px 0;color:#60646f}"
    "b{display:inline-block;padding:2px 12px;border-radius:14px;background:#eef0f4;font-weight:400}"
    "small{display:block;margin-top:24px;color:#60646f}"
    "@media(prefers-color-scheme:dark){body{background:#16181d;color:#e8eaef}p,small{color:#a6abb7}b{background:#2a2d35}}"
)
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="{retry}"><title>Guanxi</title><style>{style}</style>
<main><b>503</b><h1>Guanxi is starting</h1><p>This page tries again by itself in a moment.</p>
<h1 lang="zh">Guanxi 正在启动</h1><p lang="zh">请稍候，页面会自动重试。</p>
<small>Request · <span lang="zh">请求编号</span> {id}</small></main></html>
"""


def answer_starting(
    environ: dict[str, Any], start_response: Callable[..., Any], request: str
) -> Iterable[bytes]:
    """Answer 503; a form that was sent is not sent again by itself."""
    program = environ.get("PATH_INFO", "").startswith("/api/")
    if program:
        told = {"status": 503, "title": "Guanxi is starting", "request_id": request}
        body, kind = json.dumps(told), "application/problem+json"
    else:
        body, kind = PAGE.format(retry=RETRY_S, style=STYLE, id=escape(request)), "text/html; charset=utf-8"
        if environ.get("REQUEST_METHOD", "GET") not in ("GET", "HEAD"):
            body = body.replace(f'<meta http-equiv="refresh" content="{RETRY_S}">', "")
            body = body.replace(
                "This page tries again by itself in a moment.", "Please try again in a moment."
            )
            body = body.replace("请稍候，页面会自动重试。", "请稍候再试。")
    style = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    whole = body.encode()
    start_response(
        "503 Service Unavailable",
        [
            ("Content-Type", kind),
            ("Content-Length", str(len(whole))),
            ("Cache-Control", "no-store"),
            (
                "Content-Security-Policy",
                f"default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'",
            ),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Request-Id", request),
            ("Retry-After", str(RETRY_S)),
        ],
    )
    return [whole]
