"""What a plugin is called on pages: its name in the reader's language, from its own catalogue."""

from __future__ import annotations

from functools import lru_cache

from guanxi.data.messages import translate
from guanxi.plugins.discovery import installed


def plugin_label(name: str) -> str:
    """The label of the plugin `name`: ``Contacts``, 客户与联系人; the name itself where its catalogue does not say or is broken."""
    text, package = name.capitalize(), _package_of(name)
    try:
        return translate(package, text) if package else text
    except (ImportError, OSError, ValueError):
        return text


@lru_cache(maxsize=256)
def _package_of(name: str) -> str:
    return next((manifest.package for manifest in installed() if manifest.name == name), "")
