"""Names of persons: the parts follow from the name as shown, and the other way round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.api import split_name


def parts_of_name(given: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """Family and given name of a name that came alone; the shown name of parts that came alone."""
    name, parts = given.get("name"), {"family_name", "given_name"} & {key for key in given if given[key]}
    if name and not parts:
        found = split_name(name)
        return {"family_name": found.family or None, "given_name": found.given or None}
    if parts and "name" not in given:
        return {"name": shown_name(whole.get("family_name") or "", whole.get("given_name") or "")}
    return {}


def shown_name(family: str, given: str) -> str:
    """The name in its own order: family name first without a blank in Chinese, last in Latin letters."""
    latin = (family + given).isascii() or not any("\u3400" <= sign <= "\u9fff" for sign in family + given)
    return f"{given} {family}".strip() if latin else family + given
