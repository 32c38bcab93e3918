"""A record beside its list: what it shows, to whom, and how little it asks for."""

from __future__ import annotations

from bench.recording import recorded

from guanxi.api import Ref, create
from guanxi.testing.site import Browser, Site

COMPANIES = "/contacts/companies/"
MOST = 9


def made(site: Site, record: str, owner: str = "seller.north", **values: object) -> int:
    ref = create(site.actor(owner), site.house.host.resources[f"contacts.{record}"], values).ref
    assert ref is not None
    return ref.id


def peeked(browser: Browser, record: int, status: int = 200) -> str:
    answer = browser.get(f"{COMPANIES}{record}/peek", **{"HX-Request": "true"})
    assert answer.status_code == status
    return answer.text


def test_a_record_beside_its_list_shows_fields_and_what_happened_and_how_much_belongs_to_it(
    site: Site,
) -> None:
    company = made(site, "company", name="Peeked Ltd", city="Peekton")
    for number in range(5):
        made(
            site,
            "interaction",
            kind="call",
            summary=f"Call {number}",
            about=(Ref("contacts.company", company),),
        )
    made(site, "company", name="Daughter", subsidiary_of=company)
    shown = peeked(site.sign_in("seller.north"), company)
    assert f'<h2 id="peek-title"><a href="{COMPANIES}{company}">Peeked Ltd</a></h2>' in shown
    assert "Peekton" in shown
    assert f'hx-get="{COMPANIES}{company}/field/city"' in shown
    assert [n for n in range(5) if f"Call {n}" in shown] == [2, 3, 4], "the newest alone"
    assert f"subsidiary_of={company}" in shown
    assert f"{COMPANIES}{company}#happened" in shown


def test_nobody_peeks_at_what_he_does_not_see(site: Site) -> None:
    foreign = made(site, "company", "seller.shanghai", name="Foreign peek")
    hidden, missing = (peeked(site.sign_in("seller.north"), each, 404) for each in (foreign, 10**9))
    assert "Foreign" not in hidden
    assert hidden == missing


def test_a_peek_asks_little_of_the_database(site: Site) -> None:
    browser, company = site.sign_in("seller.north"), made(site, "company", name="Light peek")
    peeked(browser, company)
    with recorded() as found:
        peeked(browser, company)
    assert len([sql for sql, _params in found if sql.startswith("SELECT") and sql != "SELECT 1"]) <= MOST
