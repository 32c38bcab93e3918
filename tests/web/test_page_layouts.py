"""Which sections of a record page stand for a role, and in which order: looks of a page, arranged by whoever edits roles."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from guanxi.data.database import rows
from guanxi.data.errors import Forbidden, Refused
from guanxi.data.messages import translator
from guanxi.people.page_layouts import DELIVERED, Layout, arrange, layouts, layouts_of
from guanxi.people.resources import user_roles
from guanxi.records.actor import Actor
from guanxi.records.standard import create
from guanxi.testing.house import Client

_ = translator("guanxi")
NAME, MONEY, MORE = "Name", "Currency", "More"
SECTIONS = [(_("Name"), ("name",)), (_("Currency"), ("currency",)), (_("More"), ("code", "zone"))]
PATH, KIND = "/settings/page-layouts", "contacts.company"


def arranged(choice: Layout) -> list[str]:
    return [label.text for label, _fields in choice.arranged(SECTIONS)]


def test_sections_stand_as_chosen_and_what_nobody_knew_follows() -> None:
    assert DELIVERED.arranged(SECTIONS) == SECTIONS
    assert arranged(Layout((MORE, NAME, MONEY))) == [MORE, NAME, MONEY]
    assert arranged(Layout((MORE, MONEY, NAME), frozenset({MONEY}))) == [MORE, NAME]
    assert arranged(Layout((MORE,))) == [MORE, NAME, MONEY]
    gone = Layout(("Gone", MORE, "Away", NAME, MONEY), frozenset({"Away"}))
    assert arranged(gone) == [MORE, NAME, MONEY]


def role(code: str) -> int:
    [(found,)] = rows("SELECT id FROM people_role WHERE code = ?", (code,))
    return int(found)


def made(client: Client) -> str:
    answer = client.post("/contacts/companies/new", name="恒润机械", customer_type="company")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def sections(page: str) -> list[str]:
    """The titles of the sections of fields on the page of a record."""
    details = page[page.index('id="details"') : page.index('id="happened"')]
    return [each for each in re.findall(r"<h2[^>]*>([^<]*)</h2>", details) if each in KNOWN]


KNOWN = ("Basics", "Contact", "Business", "Profile", "Purchases", "Responsibility", "Note")


def do(client: Client, number: int, what: str, kind: str = KIND) -> None:
    answer = client.post(f"{PATH}/{number}/{kind}", do=what)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PATH}/{number}/{kind}")


def test_who_has_the_role_sees_the_sections_as_they_were_arranged(client_of: Callable[..., Client]) -> None:
    admin, seller, lead = (client_of(name) for name in ("admin", "seller.shanghai", "lead.east"))
    company, sellers = made(seller), role("seller")
    before = sections(seller.get(company).text)
    assert before[:3] == ["Basics", "Contact", "Business"]
    do(admin, sellers, "down 0")
    do(admin, sellers, "out 2")
    after = ["Contact", "Basics", *before[3:]]
    assert sections(seller.get(company).text) == after
    assert sections(lead.get(company).text) == before
    peeked = seller.get(f"{company}/peek", HX_Request="true").text
    assert peeked.index(">Contact<") < peeked.index(">Basics<") and ">Business<" not in peeked
    assert 'name="employees"' in seller.get(f"{company}/edit").text
    do(admin, sellers, "in 2")
    assert sections(seller.get(company).text) == ["Contact", "Basics", *before[2:]]
    do(admin, sellers, "delivered")
    assert sections(seller.get(company).text) == before and layouts() == {}


def test_a_layout_is_taken_back_and_listed(client_of: Callable[..., Client]) -> None:
    admin, seller = client_of("admin"), client_of("seller.shanghai")
    company, sellers = made(seller), role("seller")
    before = sections(seller.get(company).text)
    assert f"{PATH}/{sellers}/{KIND}" not in admin.get(PATH).text
    do(admin, sellers, "out 0")
    page = admin.get(f"{PATH}/{sellers}/{KIND}").text
    assert f'href="{PATH}/{sellers}/{KIND}"' in admin.get(PATH).text
    assert page.count("Show again") == 1
    undo = re.findall(r'action="(/undo/\d+)"', page)[-1]
    assert admin.post(undo).status_code == 303
    assert sections(seller.get(company).text) == before


def test_one_section_stays_and_strange_requests_change_nothing(client_of: Callable[..., Client]) -> None:
    admin, sellers = client_of("admin"), role("seller")
    lines = admin.get(f"{PATH}/{sellers}/{KIND}").text.count('class="section-name"')
    for number in range(lines - 1):
        do(admin, sellers, f"out {number}")
    last = admin.post(f"{PATH}/{sellers}/{KIND}", do=f"out {lines - 1}")
    assert last.status_code == 422 and "One section must stand" in last.text
    held = layouts()
    for asked in ("", "up", "up x", "up -1", "down 99999", f"up {lines}", "sideways 1", "out ٣"):
        do(admin, sellers, asked)
        assert layouts() == held, asked
    for path in (f"{PATH}/{sellers}/nothing", f"{PATH}/999999/{KIND}", f"{PATH}/{sellers}/work.tag"):
        assert admin.get(path).status_code == 404


@pytest.mark.parametrize("name", ["seller.shanghai", "lead.east", "director"])
def test_who_may_not_edit_roles_arranges_nothing(
    name: str, client_of: Callable[..., Client], actor_of: Callable[[str], Actor]
) -> None:
    client, sellers = client_of(name), role("seller")
    assert client.get(PATH).status_code == 403
    assert client.post(f"{PATH}/{sellers}/{KIND}", do="out 0").status_code == 403
    assert "Page layout" not in client_of("lead.east").get(made(client_of("lead.east"))).text
    with pytest.raises(Forbidden):
        arrange(actor_of(name), sellers, KIND, Layout(("Basics",)))
    assert layouts() == {}


def test_of_several_roles_the_oldest_that_has_a_layout_decides(
    actor_of: Callable[[str], Actor],
) -> None:
    admin, seller = actor_of("admin"), actor_of("seller.shanghai")
    first, other = sorted((role("seller"), role("service_agent")))
    missing = first if first != role("seller") else other
    create(admin, user_roles, {"user": seller.id, "role": missing})
    arrange(admin, other, KIND, Layout(("Note", "Basics")))
    assert layouts_of(seller.id)[KIND].order == ("Note", "Basics")
    arrange(admin, first, KIND, Layout(("Basics", "Note")))
    assert layouts_of(seller.id)[KIND].order == ("Basics", "Note")
    with pytest.raises(Refused):
        arrange(admin, first, KIND, Layout(tuple(str(number) for number in range(300))))
