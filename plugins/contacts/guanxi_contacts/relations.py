"""Relations between customers: who is whose shareholder, guarantor or spouse, told on both pages in the words of each side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.api import (
    Actor,
    Choice,
    Date,
    InvalidValues,
    Link,
    Message,
    RecordTable,
    Ref,
    Resource,
    Rows,
    Text,
    Transaction,
    fields_for,
    linked_rows,
    slot,
    translator,
    visible,
    when,
)
from guanxi_contacts.models import Relation

_ = translator("guanxi_contacts")
COMPANY, PERSON, REFERRER = "company", "person", "referrer"
BOTH = (COMPANY, PERSON)
SHOWN, DEEPEST = 30, 100


@dataclass(frozen=True)
class Kind:
    """What relates two customers: which kinds of them, and how each side's page calls the other."""

    here: tuple[str, ...]
    there: tuple[str, ...]
    label: Message
    of_there: Message
    of_here: Message


KINDS = {
    "partner": Kind((COMPANY,), (COMPANY,), _("Partner of"), _("Partner"), _("Partner")),
    "supplier": Kind((COMPANY,), (COMPANY,), _("Supplier of"), _("Supplies"), _("Supplier")),
    "same_group": Kind((COMPANY,), (COMPANY,), _("Same group as"), _("Same group"), _("Same group")),
    "competitor": Kind((COMPANY,), (COMPANY,), _("Competitor of"), _("Competitor"), _("Competitor")),
    "shareholder": Kind(BOTH, (COMPANY,), _("Shareholder of"), _("Holds shares of"), _("Shareholder")),
    "controller": Kind(BOTH, (COMPANY,), _("Actual controller of"), _("Controls"), _("Actual controller")),
    "legal_representative": Kind(
        (PERSON,), (COMPANY,), _("Legal representative of"), _("Represents"), _("Legal representative")
    ),
    "guarantor": Kind(BOTH, BOTH, _("Guarantor of"), _("Guarantees for"), _("Guarantor")),
    "spouse": Kind((PERSON,), (PERSON,), _("Married to"), _("Spouse"), _("Spouse")),
    "relative": Kind((PERSON,), (PERSON,), _("Relative of"), _("Relative"), _("Relative")),
    "knows": Kind((PERSON,), (PERSON,), _("Knows"), _("Knows"), _("Known by")),
    "manager": Kind((PERSON,), (PERSON,), _("Manager of"), _("Manages"), _("Manager")),
    REFERRER: Kind(BOTH, BOTH, _("Referrer of"), _("Referred"), _("Referred by")),
}


def _with(side: str, customer: str) -> Any:
    return when("kind", *(code for code, kind in KINDS.items() if customer in getattr(kind, side)))


def without_hidden(given: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """A kind that knows no person on a side leaves none there, whatever was chosen before the kind was."""
    kind = KINDS.get(str(whole.get("kind")))
    if kind is None:
        return {}
    unfit = [name for name in BOTH if name not in kind.here]
    unfit += [f"other_{name}" for name in BOTH if name not in kind.there]
    return {name: None for name in unfit if whole.get(name)}


def two_ends(tx: Transaction, verb: str, record: RecordTable | None, columns: dict[str, Any]) -> None:
    """A relation has one customer on each side, and not the same one."""
    names = [f"{side}{name}_id" for side in ("", "other_") for name in BOTH]
    now = {name: columns[name] if name in columns else getattr(record, name, None) for name in names}
    for prefix, text in (
        ("", _("Choose one company or one person.")),
        ("other_", _("Choose the other one.")),
    ):
        filled = [name for name in BOTH if now[f"{prefix}{name}_id"]]
        if len(filled) != 1:
            raise InvalidValues({f"{prefix}{filled[-1] if filled else COMPANY}": text})
    for name in BOTH:
        if now[f"{name}_id"] and now[f"{name}_id"] == now[f"other_{name}_id"]:
            raise InvalidValues({f"other_{name}": _("Nobody is related to oneself; choose another one.")})
    kind = columns.get("kind") or getattr(record, "kind", None)
    if kind == REFERRER and verb != "remove" and not columns.get("deleted_at"):
        one_referrer(now, record.id if record is not None else 0)


def one_referrer(ends: Mapping[str, int | None], but: int) -> None:
    """A customer was brought by one other, and never by somebody whom he brought himself, whoever may see them."""
    (here,) = [(name, key) for name in BOTH if (key := ends[f"{name}_id"])]
    (there,) = [(name, key) for name in BOTH if (key := ends[f"other_{name}_id"])]
    if _referrer_of(there, but) is not None:
        raise InvalidValues({f"other_{there[0]}": _("This customer was brought by somebody already.")})
    above, steps = _referrer_of(here, but), 0
    while above is not None and steps < DEEPEST:
        if above == there:
            raise InvalidValues({f"other_{there[0]}": _("This customer brought the other one.")})
        above, steps = _referrer_of(above, but), steps + 1


def _referrer_of(customer: tuple[str, int], but: int) -> tuple[str, int] | None:
    """Who brought a customer, but for the relation that is being written."""
    name, key = customer
    found = Relation.get_or_none(
        Relation.kind == REFERRER,
        getattr(Relation, f"other_{name}_id") == key,
        Relation.deleted_at.is_null(),
        Relation.id != but,
    )
    return end_of(found, "") if found is not None else None


relations = Resource(
    Relation,
    label=_("Relations"),
    label_one=_("Relation"),
    title="note",
    order=["id"],
    icon="network",
    fill=without_hidden,
    on_write=two_ends,
    fields=[
        Link("company", to="contacts.company", label=_("Company"), back=None, when=_with("here", COMPANY)),
        Link("person", to="contacts.person", label=_("Person"), back=None, when=_with("here", PERSON)),
        Choice(
            "kind",
            label=_("Relation"),
            choices={code: kind.label for code, kind in KINDS.items()},
            required=True,
            default="partner",
        ),
        Link(
            "other_company",
            to="contacts.company",
            label=_("The other company"),
            back=None,
            when=_with("there", COMPANY),
        ),
        Link(
            "other_person",
            to="contacts.person",
            label=_("The other person"),
            back=None,
            when=_with("there", PERSON),
        ),
        Date("since", label=_("Since")),
        Date("until", label=_("Until")),
        Text("note", label=_("Note"), max=200),
    ],
    rows=Rows(through=("company", "person", "other_company", "other_person")),
)


@slot("contacts.company.side", needs="contacts.relation.view")
def of_company(actor: Actor, record: Ref) -> tuple[str, dict[str, Any]]:
    """What a company is to others, and they to it."""
    return "contacts/relations.html", _panel(actor, COMPANY, record.id)


@slot("contacts.person.side", needs="contacts.relation.view")
def of_person(actor: Actor, record: Ref) -> tuple[str, dict[str, Any]]:
    """What a person is to others, and they to him or her."""
    return "contacts/relations.html", _panel(actor, PERSON, record.id)


def _panel(actor: Actor, side: str, record_id: int) -> dict[str, Any]:
    first = next((code for code, kind in KINDS.items() if side in kind.here), "partner")
    add = f"/contacts/relations/new?{side}={record_id}&kind={first}"
    entries = list(_entries(actor, side, record_id))
    return {"entries": entries, "add": add if actor.may("contacts.relation.create") else ""}


def _entries(actor: Actor, side: str, record_id: int) -> Iterator[dict[str, Any]]:
    """Each relation of a customer in the words of this side; both ends are seen by the reader, or it is not there."""
    seen = {field.name for field in fields_for(actor, relations)}
    if not {"kind", *(f"{prefix}{name}" for prefix in ("", "other_") for name in BOTH)} <= seen:
        return
    found = _first(actor, side, record_id)
    names = names_of(actor, found)
    for each in found:
        forward = getattr(each, f"{side}_id") == record_id
        end = end_of(each, "other_" if forward else "")
        kind = KINDS.get(each.kind)
        label = str((kind.of_there if forward else kind.of_here) if kind else each.kind)
        yield {
            "label": names.get(end, f"#{end[1]}"),
            "href": f"/contacts/{'companies' if end[0] == COMPANY else 'persons'}/{end[1]}",
            "detail": label,
            "edit": f"/contacts/relations/{each.id}",
            "since": each.since if "since" in seen else None,
            "until": each.until if "until" in seen else None,
        }


def _first(actor: Actor, side: str, record_id: int) -> list[Relation]:
    """The first relations that lead from or to a customer; its two links are asked one by one, each by its own index."""
    links = (relations.by_name[side], relations.by_name[f"other_{side}"])
    ids = {row[0] for link in links for row in linked_rows(actor, relations, link, record_id, (), SHOWN)}
    if not ids:
        return []
    first = sorted(ids)[:SHOWN]
    return list(visible(actor, relations).where(Relation.id.in_(first)).order_by(Relation.id))


def end_of(relation: Relation, prefix: str) -> tuple[str, int]:
    """Kind and id of the customer on one side of a relation: "" here, ``other_`` there."""
    company = getattr(relation, f"{prefix}company_id")
    return (COMPANY, company) if company else (PERSON, getattr(relation, f"{prefix}person_id"))


def names_of(actor: Actor, found: list[Relation]) -> dict[tuple[str, int], str]:
    """Names of all ends that the actor may read, one statement a kind."""
    names: dict[tuple[str, int], str] = {}
    for customer in BOTH:
        resource = actor.host.resources[f"contacts.{customer}"]
        ids = {
            key
            for each in found
            for prefix in ("", "other_")
            if (key := getattr(each, f"{prefix}{customer}_id"))
        }
        if ids and "name" in {field.name for field in fields_for(actor, resource)}:
            rows = visible(actor, resource).where(resource.model.id.in_(list(ids)))
            names |= {(customer, row.id): row.name for row in rows}
    return names
