"""The replies to entries as a timeline and the page of an entry draw them: one statement finds them, one asks the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from guanxi.data.fields.about import refs_in
from guanxi.data.formats import Format
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.about import first_about
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, titles_for
from guanxi.web.escaping import as_markup, escaped
from guanxi.web.icon_html import icon_html
from guanxi.web.marked_text import marked
from guanxi.web.record_links import RecordLinks
from guanxi.web.ways import has_pages
from guanxi.work.replies import REPLY, USER

_ = translator("guanxi")
SHOWN, ON_PAGE = 10, 200
"""How many replies stand under an entry of a timeline, and how many on its own page."""
_COLUMNS = ("text", "mentions", "owner_id", "created_by", "created_at")


class Told(NamedTuple):
    """One reply, as far as the reader may see its fields."""

    id: int
    text: str
    mentions: tuple[Ref, ...]
    writer: int
    at: int


@dataclass
class Replies:
    """The replies to some entries which the actor has just been shown; `at` is the record on whose page they stand."""

    actor: Actor
    at: Ref
    fmt: Format
    links: RecordLinks
    most: int = SHOWN
    _known: Resource | None = field(default=None, init=False)
    _found: dict[Ref, list[Told]] = field(default_factory=dict, init=False)
    _more: set[Ref] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        known = self.actor.host.resources.get(REPLY)
        self._known = known if known and self.actor.may(known.permission("view")) else None
        self._answered = {each.name for each in self.actor.host.with_replies} if known else set()
        self._writes = known is not None and self.actor.may(known.permission("create"))

    def read(self, entries: Iterable[Ref]) -> None:
        """Read the replies to these entries, of which something is known to be about each."""
        asked = [ref for ref in entries if ref.kind in self._answered]
        if self._known is None or not asked:
            return
        ids = first_about(asked, REPLY, self.most + 1)
        wanted = {key for found in ids.values() for key in found}
        seen = self._seen(self._known, wanted) if wanted else {}
        for ref, found in ids.items():
            self._found[ref] = [seen[key] for key in found[: self.most] if key in seen]
            if len(found) > self.most:
                self._more.add(ref)

    def _seen(self, known: Resource, wanted: set[int]) -> dict[int, Told]:
        told = {each.name for each in gate.fields_for(self.actor, known)}
        return {
            key: Told(
                key,
                text if "text" in told else "",
                (refs_in(mentions) or ()) if "mentions" in told else (),
                (owner or writer or 0) if "owner" in told else 0,
                at,
            )
            for key, text, mentions, owner, writer, at in gate.columns_among(
                self.actor, known, wanted, _COLUMNS
            )
        }

    def named(self) -> Iterator[tuple[str, int]]:
        """The records of which the replies need the titles."""
        for reply in (each for found in self._found.values() for each in found):
            yield USER, reply.writer
            yield from reply.mentions
            if "/" in reply.text:
                yield from self.links.refs(reply.text)

    def html(self, entry: Ref, titles: Mapping[tuple[str, int], str]) -> Markup | None:
        """The replies to one entry; None where there are none."""
        found = self._found.get(entry)
        if not found:
            return None
        lines = "".join(self._line(each, titles) for each in found)
        if entry in self._more:
            lines += f'<li class="reply-all"><a href="{self._page(entry)}#replies">{escaped(_("All replies"))}</a></li>'
        return as_markup(
            f'<ol class="replies" aria-label="{escaped(_("Replies"))}">{lines}</ol>'
        )  # escaped above

    def offer(self, entry: Ref) -> Markup | None:
        """The way to write a reply, of which the form comes into the next `.reply-box`; None where the actor may not."""
        if not self._writes or entry.kind not in self._answered:
            return None
        href = escaped(f"{self._page(entry)}/reply?{urlencode({'at': self.at.text})}")
        return as_markup(
            f'<a class="moment-act reply-offer" href="{href}" hx-get="{href}" hx-target="next .reply-box" hx-swap="innerHTML">'
            f"{icon_html('reply')}<span>{escaped(_('Reply'))}</span></a>"
        )

    def _line(self, reply: Told, titles: Mapping[tuple[str, int], str]) -> str:
        who = escaped(titles.get((USER, reply.writer), "") or str(_("Reply")))
        exact, ago = self.fmt.datetime(reply.at), self.fmt.relative(reply.at, self.actor.host.clock())
        when = f'<time class="num" title="{escaped(exact)}">{escaped(ago)}</time>'
        if self._known is not None and has_pages(self.actor, self._known):
            when = f'<a class="quiet" href="/{self._known.path}/{reply.id}">{when}</a>'
        text = marked(reply.text, self.links, titles, [titles.get(ref, "") for ref in reply.mentions])
        return (
            f'<li class="reply"><p class="moment-head"><strong>{who}</strong>{when}</p>'
            f'<p class="moment-text">{text}</p></li>'
        )

    def _page(self, entry: Ref) -> str:
        return f"/{self.actor.host.resources[entry.kind].path}/{entry.id}"


def replies_panel(actor: Actor, resource: Resource, record: Any) -> Markup | None:
    """The replies on the page of an entry itself; None where they do not belong there."""
    if record.deleted_at is not None or all(each is not resource for each in actor.host.with_replies):
        return None
    entry = Ref(resource.name, record.id)
    found = Replies(actor, entry, format_of(actor), RecordLinks(actor), ON_PAGE)
    found.read([entry])
    listed, offer = found.html(entry, titles_for(actor, set(found.named()))), found.offer(entry)
    acts = (
        as_markup('<div class="moment-acts">{}</div><div class="reply-box"></div>').format(offer)
        if offer
        else Markup()
    )
    return (listed or Markup()) + acts or None
