"""The body of a request: one JSON object, read strictly, so that what arrives is what was meant."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import request

from guanxi.data.errors import Problem
from guanxi.data.messages import translator

_ = translator("guanxi")
TYPES = frozenset({"application/json", "application/merge-patch+json"})
DEEPEST = 8
LONGEST_NUMBER = 40
LONGEST_NAME = 60
LONGEST_KEY = 64
LARGEST_VERSION = 2**63 - 1
KEY_PATTERN = rf'"[!#-~]{{1,{LONGEST_KEY}}}"|[!#-~]{{1,{LONGEST_KEY}}}'
MATCH_PATTERN = r'\*|(?:W/)?"([1-9][0-9]{0,18})"'


class BadBody(Problem):
    """A body that is no JSON object, or one that two readers would read differently."""

    status = 400


class NotJson(Problem):
    """A body of another content type."""

    status = 415


class BadHeader(Problem):
    """A header that means nothing here."""

    status = 400


class VersionNeeded(Problem):
    """A request that would write without knowing what it overwrites."""

    status = 428

    def __init__(self) -> None:
        super().__init__(
            _(
                "Say which version you read: version in the body, or its ETag in If-Match. If-Match: * writes over any version."
            )
        )


@dataclass(frozen=True)
class Based:
    """The version that a request is based on; None with `any` is any version at all, without it none was named."""

    version: int | None
    any: bool = False

    @property
    def missing(self) -> bool:
        """Tell whether the request says nothing about it."""
        return self.version is None and not self.any


def read_object() -> dict[str, Any]:
    """The JSON object of the body; raises BadBody, NotJson or, where it is larger than allowed, 413."""
    raw = request.get_data(cache=False)
    if request.mimetype not in TYPES or request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise NotJson(_("Send the body as application/json, in UTF-8."))
    try:
        found = _DECODER.decode(raw.decode())
    except BadBody:
        raise
    except (ValueError, RecursionError):
        raise BadBody(_("The body is not valid JSON.")) from None
    if not isinstance(found, dict):
        raise BadBody(_("The body must be a JSON object: field names and their values."))
    _refuse_depth(found)
    return found


def read_version() -> Based:
    """The version where a body holds nothing else and may be missing; raises BadBody, BadHeader, NotJson."""
    given = read_object() if request.get_data().strip() else {}
    based = version_in(given)
    if given:
        raise BadBody(_("This request takes nothing in its body but the version."))
    return based


def read_nothing() -> None:
    """Refuse a body that says anything, where none is meant."""
    if request.get_data(cache=False).strip() not in (b"", b"{}"):
        raise BadBody(_("This request takes no body."))


def idempotency_key() -> str | None:
    """The header Idempotency-Key, with or without quotes; raises BadHeader."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    if not re.fullmatch(KEY_PATTERN, given):
        text = _("An Idempotency-Key has 1 to {most} visible ASCII characters.", most=LONGEST_KEY)
        raise BadHeader(text)
    return given.strip('"')


def version_in(given: dict[str, Any]) -> Based:
    """The version that the values are based on, taken out of the body or from If-Match; raises BadBody, BadHeader."""
    matched = _matched()
    if "version" not in given:
        return matched
    version = given.pop("version")
    if isinstance(version, bool) or not isinstance(version, int) or not 0 < version <= LARGEST_VERSION:
        raise BadBody(_("The version is a whole number: the one that was read with the record."))
    if matched.version not in (None, version):
        raise BadBody(_("If-Match and the body name different versions."))
    return Based(version)


def _matched() -> Based:
    sent = request.headers.get("If-Match")
    if sent is None:
        return Based(None)
    found = re.fullmatch(MATCH_PATTERN, sent.strip())
    if not found or int(found[1] or 0) > LARGEST_VERSION:
        raise BadHeader(_("If-Match takes the ETag that was read with the record, or * for any version."))
    return Based(int(found[1])) if found[1] else Based(None, any=True)


def _refuse_depth(found: Any) -> None:
    level: list[Any] = [found]
    for _depth in range(DEEPEST):
        inner = [part for value in level for part in (value.values() if isinstance(value, dict) else value)]
        level = [part for part in inner if isinstance(part, dict | list)]
        if not level:
            return
    raise BadBody(_("The body is nested too deeply."))


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadBody(_("The body names {name} twice."), name=name[:LONGEST_NAME])
        found[name] = value
    return found


def _whole(text: str) -> int:
    return int(_short(text))


def _exact(text: str) -> Decimal:
    """Exactly the number written: a float would lose digits of large amounts."""
    return Decimal(_short(text))


def _short(text: str) -> str:
    if len(text) > LONGEST_NUMBER:
        raise BadBody(_("The body holds a number of more than {most} characters.", most=LONGEST_NUMBER))
    return text


def _constant(text: str) -> Any:
    raise BadBody(_("NaN and infinity are no numbers here; send a finite number or null."))


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_whole, parse_float=_exact, parse_constant=_constant
)
