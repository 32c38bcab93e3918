"""Addresses of records in a text, as people paste them: which records they mean, and each as a chip for who may see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import request

from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.former import Former
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.resources.display import named
from guanxi.web.escaping import escaped
from guanxi.web.icon_html import icon_html
from guanxi.web.routing import is_page
from guanxi.web.ways import has_pages

_ = translator("guanxi")
RECORD = _("record")
MOST = 50
"""So many addresses of one text become chips; those after them stay as they were typed."""
_WEB = r"https?://[^\s<>\"'，。；、）】》」]+"
_ALONE = r"(?<![A-Za-z0-9_./\\@%~])"
_ENDED = r"(?![A-Za-z0-9_/\\%~@-]|\d|\.\w)(?:[?#][^\s<>\"'，。；、）】》」]*)?"
_TRAILING = ".,;:!?)]}"


class Address(NamedTuple):
    """An address in a text, from `start` to `end`; `ref` is the record of this installation that it means, if any."""

    start: int
    end: int
    ref: Ref | None


class RecordLinks:
    """What the addresses in texts mean to one reader of one page; each text is read once."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._read: dict[str, tuple[Address, ...]] = {}

    def addresses(self, text: str) -> tuple[Address, ...]:
        """The addresses in a text, first to last."""
        if "/" not in text:
            return ()
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = tuple(self._find(text))
        return found

    def refs(self, text: str) -> Iterator[Ref]:
        """The records that a text leads to, whether there are any or not: who draws them asks the gate for their titles."""
        return (each.ref for each in self.addresses(text) if each.ref)

    def html(self, ref: Ref, titles: Mapping[tuple[str, int], str]) -> str:
        """The record with its title among `titles`; a bare link where the reader sees none, be there such a record or not."""
        resource = self._by_name[ref.kind]
        href = f"/{resource.path}/{ref.id}"
        if ref not in titles or isinstance(titles[ref], Former) or not has_pages(self.actor, resource):
            return f'<a href="{href}">{escaped(RECORD)}</a>'
        title = escaped(named(self.actor, titles, ref))
        icon = icon_html(resource.icon)
        return f'<a class="record-chip" href="{href}" title="{title}">{icon}<span class="clip">{title}</span></a>'

    def _find(self, text: str) -> Iterator[Address]:
        chips = 0
        for found in self._pattern.finditer(text):
            path, number = found[1], found[2]
            end = found.start() + len(found[0].rstrip(_TRAILING))
            if not path or chips == MOST:
                if found[0].startswith("/"):
                    continue
                yield Address(found.start(), end, None)
                continue
            chips += 1
            yield Address(found.start(), end, Ref(self._by_path[path].name, int(number)))

    @cached_property
    def _by_path(self) -> dict[str, Resource]:
        every = self.actor.host.resources.values()
        paged = [each for each in every if is_page(f"/{each.path}/<int:id>")]
        return {each.path: each for each in paged} | {f"r/{each.name}": each for each in paged}

    @cached_property
    def _by_name(self) -> dict[str, Resource]:
        return {each.name: each for each in self._by_path.values()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        known = urlsplit(str(self.actor.host.settings.get("host.base_url", ""))).netloc
        hosts = {host.lower() for host in (request.host, known) if host}
        return _compiled(tuple(sorted(hosts)), tuple(self._by_path))


@lru_cache(maxsize=32)
def _compiled(hosts: tuple[str, ...], paths: tuple[str, ...]) -> re.Pattern[str]:
    """Finds addresses of records (path and number) and all other web addresses (neither)."""
    ours, path = "|".join(map(re.escape, hosts)), "|".join(map(re.escape, paths))
    start = rf"(?:(?i:https?://(?:{ours}))|{_ALONE})" if hosts else _ALONE
    record = rf"{start}/({path})/([1-9][0-9]{{0,17}}){_ENDED}|" if paths else "()()"
    return re.compile(f"{record}{_WEB}")
