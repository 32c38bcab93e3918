"""Editing in a list: which columns say that they can be edited, to whom, and the row that is drawn again."""

from __future__ import annotations

import re

from guanxi.api import create
from guanxi.testing.site import Site

COMPANIES = "/contacts/companies/"
ASKS = "c=name&c=city&c=employees&c=changed_at"


def made(site: Site, owner: str = "seller.north", **values: object) -> int:
    ref = create(site.actor(owner), site.house.host.resources["contacts.company"], values).ref
    assert ref is not None
    return ref.id


def edited(html: str) -> list[str]:
    return re.findall(r'<th[^>]* data-c="(\w+)" data-f>', html)


def test_the_heads_name_the_columns_that_are_edited_in_the_list(site: Site) -> None:
    made(site, name="Headed")
    seller = site.sign_in("seller.north")
    page = seller.get(f"{COMPANIES}?{ASKS}").text
    assert edited(page) == ["city", "employees"], "neither the title nor what the house itself writes"
    assert f'data-asks="{ASKS.replace("&", "&amp;")}"' in page
    assert page.count("data-f>") == 2, "nothing is added to the cells"


def test_a_reader_is_offered_nothing_to_edit(site: Site) -> None:
    made(site, name="Read")
    page = site.sign_in("agent").get(f"{COMPANIES}?{ASKS}").text
    assert "Read</a>" in page
    assert edited(page) == [] and 'data-asks="' not in page


def test_a_row_by_itself_is_what_the_list_draws_of_it(site: Site) -> None:
    company = made(site, name="Drawn <b>", city="Rowton", employees=1200)
    seller = site.sign_in("seller.north")
    whole = seller.get(f"{COMPANIES}?{ASKS}").text
    row = seller.get(f"{COMPANIES}{company}/row?{ASKS}&city=Elsewhere").text
    cells = re.sub(
        r'<td class="pick">.*?</td>', "", next(re.finditer(rf'<tr id="r{company}">.*?</tr>', whole))[0]
    )
    assert row.strip() == cells, "whether or not the filter still finds it"
    assert "Rowton" in row and "1,200" in row


def test_nobody_asks_for_the_row_of_what_he_does_not_see(site: Site) -> None:
    foreign = made(site, "seller.shanghai", name="Foreign row")
    seller = site.sign_in("seller.north")
    answers = [seller.get(f"{COMPANIES}{key}/row?{ASKS}") for key in (foreign, 10**9)]
    assert [each.status_code for each in answers] == [404, 404]
    assert "Foreign" not in answers[0].text
