"""The map on which addresses are looked up: a page elsewhere that the house chooses, opened by whoever presses the link."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from guanxi.data.fields import Invalid, Url
from guanxi.data.messages import Message, translator
from guanxi.people.escalation import ADMINISTER
from guanxi.plugins.mount import Setting
from guanxi.records.actor import Actor

_ = translator("guanxi")
PLACE = "{address}"
OPEN_STREET_MAP = f"https://www.openstreetmap.org/search?query={PLACE}"
"""高德 is https://uri.amap.com/search?keyword={address}."""


def _fault(template: Any) -> Message | None:
    """A page without a place for the address, or a host that whoever types an address would choose."""
    if not template:
        return None
    if PLACE not in template or not template.startswith(("https://", "http://")):
        return _("Write a web address with {place} where the address belongs, or nothing.").format(
            place=PLACE
        )
    try:
        Url("site").parse(template.replace(PLACE, "x"))
        host = urlsplit(template).netloc
    except (Invalid, ValueError):
        host = PLACE
    if PLACE in host:
        return _("This is no web address; write it as {example}.").format(example=OPEN_STREET_MAP)
    return None


MAP_SITE = Setting(
    "host.map",
    str,
    OPEN_STREET_MAP,
    _("Map that an address opens, {address} stands for the address (empty: none)"),
    ADMINISTER,
    check=_fault,
)


def map_url(actor: Actor, address: str) -> str:
    """The page that shows the address on the map of the house; empty where there is no map, or no address."""
    template = str(actor.host.settings.get(MAP_SITE.name, MAP_SITE.default))
    return template.replace(PLACE, quote(address, safe="")) if address and template else ""
