"""Pages for who is not in yet: sign in, sign out, set a password by a link; and the switches of language and theme."""

from __future__ import annotations

from flask import abort, redirect, request, session
from werkzeug.wrappers import Response

from guanxi.data.database import row
from guanxi.data.messages import LANGUAGES, Message, language, translator
from guanxi.people import changes, first_visit, links, sessions
from guanxi.people.sign_in import LIMITED, Opened, Origin, sign_in
from guanxi.plugins.mount import PUBLIC, Route
from guanxi.records.actor import Actor
from guanxi.web.rendering import page
from guanxi.web.security import client_address, door, local_address

_ = translator("guanxi")

THEMES = ("auto", "light", "dark")
THEME_DAYS = 400
KEPT = ("language", "device", "known")


def sign_in_page(actor: Actor | None) -> Response:
    """GET: the form. POST: open a session, under a new cookie, and go to the local address `next`."""
    if first_visit.is_open():
        return redirect("/setup", 303)
    if request.method in ("GET", "HEAD"):
        return _form() if actor is None else redirect(local_address(request.args.get("next")), 303)
    name = request.form.get("name", "")
    found = sign_in(door().host, door().passwords, name, request.form.get("password", ""), _origin())
    if isinstance(found, Message):
        return _form(name, found)
    return enter(found)


def enter(opened: Opened) -> Response:
    """Give the browser the new session: nothing of the old one is left, so that nobody can have planted it."""
    old = str(session.get("token", ""))
    if old:
        sessions.end(old)
    chosen = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.permanent = True
    session.update(chosen, token=opened.token, known=opened.user_id)
    if chosen.get("known") != opened.user_id or "device" not in chosen:
        session["device"] = door().host.nonce()
    answer = redirect(local_address(request.form.get("next")), 303)
    found = row("SELECT theme FROM people_user WHERE id = ?", [opened.user_id])
    if found and found[0]:
        keep_theme(answer, found[0])
    return answer


def sign_out(actor: Actor | None) -> Response:
    """End the session here and on the server."""
    leave()
    return redirect("/sign-in?out=1", 303)


def leave() -> None:
    """End this browser's session on the server and forget it here; the browser stays known."""
    if token := str(session.get("token", "")):
        sessions.end(token)
    chosen = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.update(chosen)


def take_link(actor: Actor | None, token: str) -> Response:
    """Take the secret out of the address, so that it stands in no history line and no referrer, and go on."""
    session["link"] = token[:200]
    return redirect("/invitation", 303)


def invitation(actor: Actor | None) -> Response:
    """GET: the form for the new password. POST: set it, use the link up and sign in."""
    token = str(session.get("link", ""))
    invited = links.find(token, door().host.clock())
    if invited is None:
        session.pop("link", None)
        return page(
            "sign_in.html",
            None,
            status=410,
            action="/sign-in",
            name="",
            error=str(changes.LINK_GONE),
            next="",
            notice="",
        )
    if request.method in ("GET", "HEAD"):
        return _password_form(invited)
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return _password_form(invited, _("The two passwords differ. Type the same one twice."))
    found = changes.password_by_link(door().host, door().passwords, token, password)
    if isinstance(found, Message):
        return _password_form(invited, found)
    session.pop("link", None)
    agent, address = _origin().agent, client_address()
    return enter(
        Opened(sessions.start(door().host, found, agent=agent, address=address, language=language()), found)
    )


def switch_language(actor: Actor | None) -> Response:
    """Show everything in another language: for this browser, and for the account where somebody is signed in."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    session["language"] = chosen
    if actor is not None:
        changes.edit_account(actor, values={"language": chosen})
    return redirect(local_address(request.form.get("next")), 303)


def switch_theme(actor: Actor | None) -> Response:
    """Light, dark or as the device: for this browser, and for the account where somebody is signed in."""
    chosen = request.form.get("theme", "")
    if chosen not in THEMES:
        abort(400)
    if actor is not None:
        changes.edit_account(actor, values={"theme": chosen})
    answer = redirect(local_address(request.form.get("next")), 303)
    keep_theme(answer, chosen)
    return answer


def keep_theme(answer: Response, theme: str) -> None:
    """Let the browser remember the theme, so that the first byte of a page has it."""
    secure = door_is_secure()
    answer.set_cookie(
        "theme", theme, max_age=THEME_DAYS * 86_400, secure=secure, httponly=False, samesite="Lax"
    )


def door_is_secure() -> bool:
    """Tell whether cookies travel over HTTPS only."""
    from flask import current_app

    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _form(name: str = "", wrong: Message | None = None) -> Response:
    notice = str(_("You are signed out.")) if "out" in request.args else ""
    target = local_address(request.values.get("next"), "")
    status = 200 if wrong is None else 429 if wrong == LIMITED else 422
    return page(
        "sign_in.html",
        None,
        status=status,
        action="/sign-in",
        name=name[:254],
        error=str(wrong or ""),
        next=target,
        notice=notice,
    )


def _password_form(invited: links.Invited, wrong: Message | None = None) -> Response:
    fresh = invited.kind == links.INVITATION
    return page(
        "setup.html",
        None,
        status=422 if wrong else 200,
        title=str(_("Welcome, {name}").format(name=invited.name) if fresh else _("New password")),
        lead=str(_("Choose the password for {mail}.").format(mail=invited.mail)),
        action="/invitation",
        save=str(_("Set the password")),
        sections=[{"label": "", "fields": password_fields(wrong)}],
    )


def password_fields(wrong: Message | None = None) -> list[dict[str, object]]:
    """The two inputs of a new password."""
    shared = {"editor": "password", "required": True, "autocomplete": "new-password"}
    hint = str(_("At least 10 characters; a few words in a row are easy to remember."))
    return [
        {
            "name": "password",
            "label": str(_("New password")),
            "help": hint,
            "error": str(wrong or ""),
            **shared,
        },
        {"name": "again", "label": str(_("New password again")), **shared},
    ]


def _origin() -> Origin:
    known = session.get("known")
    return Origin(
        address=client_address(),
        agent=request.headers.get("User-Agent", "")[:200],
        known_user=known if isinstance(known, int) else None,
        device=str(session.get("device", ""))[:100],
        language=language(),
    )


def _route(rule: str, name: str, methods: str, function: object) -> Route:
    return Route(rule, f"host.{name}", tuple(methods.split()), PUBLIC, "host", function)  # type: ignore[arg-type]


ROUTES = (
    _route("/sign-in", "sign_in", "GET POST", sign_in_page),
    _route("/sign-out", "sign_out", "POST", sign_out),
    _route("/invitation/<token>", "take_link", "GET", take_link),
    _route("/invitation", "invitation", "GET POST", invitation),
    _route("/language", "switch_language", "POST", switch_language),
    _route("/theme", "switch_theme", "POST", switch_theme),
)
