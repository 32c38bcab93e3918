"""Who is written to on the page of a deal."""

from guanxi.api import create
from guanxi.work.messages.addressees import offered
from guanxi_contacts.api import companies, persons
from guanxi_sales.deals import deal_persons, deals


def test_a_deal_offers_its_persons_and_its_company_to_who_sees_their_addresses(actor_of):
    seller = actor_of("seller.shanghai")
    company = create(seller, companies, {"name": "云川恒润", "email": "firm@customer.example"}).ref
    one, other, stranger = (
        create(seller, persons, {"name": name, "email": f"{mail}@customer.example"}).ref
        for name, mail in (("王伟", "wang"), ("李娜", "li"), ("赵敏", "zhao"))
    )
    deal = create(seller, deals, {"name": "Fleet", "company": company.id, "person": one.id}).ref
    create(seller, deal_persons, {"deal": deal.id, "person": other.id, "role": "influences"})
    found = [each.mail.partition("@")[0] for each in offered(seller, deal)]
    assert found == ["wang", "li", "firm"]
    assert stranger
