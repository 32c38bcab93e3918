"""What guards are swapped for by `make guards` where none of the general pass-throughs fits."""

from __future__ import annotations

from typing import Any

from guanxi.data.filters import NO_FILTER
from guanxi.records.rowset import RowSet


def every_row(*arguments: Any, **named: Any) -> RowSet:
    """All rows of a resource."""
    return RowSet(everything=True)


def every_field(actor: Any, resource: Any, action: str = "view") -> tuple[Any, ...]:
    """All fields of a resource."""
    composed = actor.host.resources.get(resource.name, resource)
    return tuple(composed.by_name.values())


def unguarded(guard: Any, plugin: str, stage: str, function: Any, *arguments: Any, **named: Any) -> Any:
    """The call of a plugin's function, without the guard around it."""
    of_guard = ("hook", "returns", "passing")
    return function(*arguments, **{name: value for name, value in named.items() if name not in of_guard})


def no_filter(*arguments: Any, **named: Any) -> Any:
    """A filter compiler that lets every filter mean nothing."""
    return NO_FILTER


def every_field_to_search(actor: Any, resource: Any) -> Any:
    """Every field may be asked and sorted by."""
    return dict(resource.by_name)


def every_way(actor: Any, other: Any, link: Any) -> bool:
    """Every Link may be asked for what leads to a record, also one that the actor does not see."""
    return True


def no_complaints(*arguments: Any, **named: Any) -> dict[str, Any]:
    """Every link may lead anywhere."""
    return {}


def every_searched_field(actor: Any, resource: Any, known: Any) -> tuple[str, ...]:
    """Every field may find a record, also one that the actor does not see."""
    return tuple(map(str, known.fields.values()))


def as_seen(actor: Any, resource: Any, field: Any) -> str:
    """A field that is compared on every record that the actor sees, masked or not."""
    return "view"


def every_decision(actor: Any, claim: Any) -> tuple[str, ...]:
    """Whoever is asked may decide anything about the record."""
    return ("given", "let_in", "kept")


def every_ref(actor: Any, about: Any) -> frozenset[Any]:
    """Every record that something was told about may be seen."""
    return frozenset(ref for ref in about if ref.kind in actor.host.resources)


def as_it_came(text: str) -> str:
    """A text that goes into a header as it is."""
    return text


def rows_as_read(actor: Any, chosen: Any, rows: Any) -> Any:
    """Every record that an entry is about, also one that the reader does not see."""
    return rows


def every_owner(actor: Any, resource: Any, hidden: Any) -> list[Any]:
    """A lookup that tells the owner of each unseen record, whatever is set."""
    from guanxi.people.lookups import Taken

    owners = {resource.model.get_by_id(key).owner_id for key in hidden}
    return [Taken(resource, None, owner=owner) for owner in sorted(owners)]


def any_attachment(actor: Any, id: int) -> Any:
    """An attachment of whatever record."""
    from guanxi.work.attachments import Attachment

    return Attachment.get_by_id(id)


def about_anything(about: Any, alias: str) -> Any:
    """An entry is seen whatever it is about."""
    from guanxi.data.clause import Clause

    return Clause("1 = 1")


def every_view(actor: Any, found: Any) -> tuple[Any, ...]:
    """Every saved view that was found, whoever it is for."""
    from guanxi.work.views.seen import Seen

    return tuple(Seen(*each[:-1], each[-1] is not None) for each in found)
