"""A form whose token has expired: what happened is said in its own words, and what was typed is sent again or kept."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.web.addresses import local_address
from guanxi.web.rendering import fragment, page
from guanxi.web.requests import actor, request_id, wants_fragment

_ = translator("guanxi")
FRESH = "X-CSRFToken"
"""The header of an answer in which the page's own script finds the token for the next try."""

TITLE = _("This form has expired")
IN_PLACE = _(
    "This page had been open for too long. Nothing was saved, and what you typed is still here: send it again."
)
AGAIN = _(
    "It had been open for a long time, or you have signed in anew since. Nothing was saved, and nothing you typed is"
    " lost: send it again."
)
BACK = _(
    "It had been open for a long time, or you have signed in anew since. Nothing was saved. Go back to the form and send"
    " it again; files and passwords have to be given anew."
)
SIGNED_OUT = _("You are not signed in any more. Nothing was saved. Sign in, then send the form again.")


def answer_expired() -> Response:
    """The answer to a form without a valid token of this session; the script of the page gets a fresh one."""
    if wants_fragment():
        told = IN_PLACE if actor() else SIGNED_OUT
        answer = fragment(
            "components/feedback.html", "toast_fragment", {"text": told, "tone": "bad"}, status=400
        )
        if actor():
            answer.headers[FRESH] = str(generate_csrf())
        return answer
    form, again = local_address(request.referrer, request.host), _typed()
    signed_out = not actor() and not _at_door(form)
    return page(
        "error.html",
        actor(),
        status=400,
        code=400,
        request_id=request_id(),
        said=TITLE,
        detail=SIGNED_OUT if signed_out else BACK if again is None else AGAIN,
        again=again,
        again_at=request.full_path.removesuffix("?"),
        form=form,
        sign_in=f"/sign-in?next={quote(form)}" if signed_out else "",
    )


def _typed() -> list[tuple[str, str]] | None:
    """What the form held, to be sent again by a button: only of a form of our own page, and never a password or a file."""
    if not actor() or request.method != "POST" or request.files or not _of_our_own():
        return None
    found = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    return None if any("password" in name for name, _value in found) else found


def _of_our_own() -> bool:
    """Tell whether the browser says that a page of this site sent the form."""
    origin = request.headers.get("Origin", "")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return (
        bool(local_address(request.referrer, request.host))
        and (not origin or urlsplit(origin).netloc == request.host)
        and site == "same-origin"
    )


def _at_door(form: str) -> bool:
    return form.startswith(("/sign-in", "/setup", "/invitation"))
