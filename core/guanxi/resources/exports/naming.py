"""What an exported file is called, and the header that says so to a browser."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of

LONGEST = 80
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%;\x00-\x1f\x7f]')


def file_name(actor: Actor, resource: Resource, ending: str) -> str:
    """Label and the actor's date: ``企业-2026-11-22.csv``; without signs that a system or a header forbids."""
    label = "".join(sign for sign in str(resource.label) if unicodedata.category(sign)[0] != "C")
    label = _FORBIDDEN.sub(" ", label).strip(" .")[:LONGEST].strip() or resource.name
    return f"{label}-{today(actor)}.{ending}"


def plain_name(actor: Actor, resource: Resource, ending: str) -> str:
    """The same in ASCII, for what reads nothing else."""
    return f"{re.sub(r'[^a-z0-9_.]', '', resource.name)}-{today(actor)}.{ending}"


def disposition(actor: Actor, resource: Resource, ending: str) -> str:
    """The Content-Disposition of a file (RFC 6266): its name in UTF-8, and one in ASCII before it."""
    whole = quote(file_name(actor, resource, ending), safe="")
    return f"attachment; filename=\"{plain_name(actor, resource, ending)}\"; filename*=UTF-8''{whole}"


def today(actor: Actor) -> str:
    """The actor's date."""
    return format_of(actor).local(actor.host.clock()).date().isoformat()
