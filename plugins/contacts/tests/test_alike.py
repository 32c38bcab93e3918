"""The hint while a new customer is typed: same or similar name, same number however written, and nothing of what one may not see."""

from __future__ import annotations

import pytest

from guanxi.api import create
from guanxi.testing.site import Site

CODE = "91310000000000016F"


def hint(site: Site, who: str, path: str, **typed: str) -> str:
    """What the form of a new record shows above itself."""
    browser = site.sign_in(who)
    page = browser.get(f"/contacts/{path}/new").text
    assert f'data-alike="/contacts/{path}/alike"' in page
    answer = browser.post(f"/contacts/{path}/alike", **typed)
    assert answer.status_code == 200
    return answer.text


def made(site: Site, kind: str, who: str = "seller.north", **values: str) -> int:
    """A record of contacts, by its id."""
    ref = create(site.actor(who), site.house.host.resources[f"contacts.{kind}"], values).ref
    assert ref is not None
    return ref.id


@pytest.mark.parametrize(
    "typed",
    ["栖云恒润精密机械(集团)有限公司", "栖云恒润精密机械", "栖云恒润精密机械集团股份有限公司"],
)
def test_the_same_firm_is_shown_however_it_is_written(site: Site, typed: str) -> None:
    record = made(site, "company", name="栖云恒润精密机械（集团）有限公司")
    assert f'href="/contacts/companies/{record}"' in hint(site, "seller.north", "companies", name=typed)


@pytest.mark.requirement("R-005.a")
@pytest.mark.parametrize("who", ["seller.north", "director"])
@pytest.mark.parametrize("typed", ["+86 154-0013-8000", "15400138000", "１５４００１３８０００"])
def test_the_same_number_is_shown_however_it_is_written(site: Site, typed: str, who: str) -> None:
    record = made(site, "person", name="王芳", mobile="154 0013 8000")
    assert f'href="/contacts/persons/{record}"' in hint(site, who, "persons", mobile=typed)


@pytest.mark.parametrize(
    ("kind", "kept", "typed"),
    [
        ("company", {"credit_code": CODE}, {"credit_code": f" {CODE.lower()} "}),
        ("company", {"email": "info@hengrun.example"}, {"email": "info@HENGRUN.example"}),
        ("person", {"email": "wang@hengrun.example"}, {"email": "wang@hengrun.example"}),
        ("person", {"mobile": "15400138000"}, {"phone": "154 0013 8000"}),
    ],
)
def test_the_same_code_and_mail_are_shown_to_the_seller_too(
    site: Site, kind: str, kept: dict[str, str], typed: dict[str, str]
) -> None:
    record, path = made(site, kind, name="A", **kept), {"company": "companies", "person": "persons"}[kind]
    assert f'href="/contacts/{path}/{record}"' in hint(site, "seller.north", path, **typed)
    assert not hint(site, "seller.shanghai", path, **typed).strip()


def test_a_number_among_the_contact_methods_leads_to_its_customer(site: Site) -> None:
    record = made(site, "company", name="栖云恒润")
    create(
        site.actor("director"),
        site.house.host.resources["contacts.contact_method"],
        {"company": record, "kind": "phone", "number": "0990-2200 0001"},
    )
    create(
        site.actor("director"),
        site.house.host.resources["contacts.contact_method"],
        {"company": record, "kind": "email", "address": "info@hengrun.example"},
    )
    for typed in ({"phone": "099022000001"}, {"email": "info@hengrun.example"}):
        for who in ("director", "seller.north"):
            shown = hint(site, who, "companies", **typed)
            assert (
                f'<a href="/contacts/companies/{record}" target="_blank" rel="noopener">栖云恒润</a>' in shown
            )


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "栖云恒润"},
        {"phone": "0990-2200 0001"},
        {"name": "栖"},
        {"name": "无此公司"},
        {"phone": "0990"},
        {},
    ],
)
def test_nothing_is_told_of_what_one_may_not_see_or_before_enough_is_typed(
    site: Site, typed: dict[str, str]
) -> None:
    made(site, "company", "seller.shanghai", name="栖云恒润", phone="0990-2200 0001")
    assert not hint(site, "seller.north", "companies", **typed).strip()
