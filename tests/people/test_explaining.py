"""Rights that explain themselves."""

from people_world import notes

from guanxi.people import changes
from guanxi.people.explaining import explain, reasons
from guanxi.records import gate, standard


def said(actor, record, action):
    return " ".join(str(sentence) for sentence in explain(actor, notes, record, action))


def made_by(actor):
    return gate.get(actor, notes, standard.create(actor, notes, {"name": "云帆"}).ref.id)


def test_a_right_names_its_role_its_scope_and_the_line_that_gives_it(acting):
    text = said(acting("seller.north"), None, "edit")
    assert "Seller" in text
    assert "own records" in text
    assert "*" in text


def test_what_is_out_of_reach_says_how_far_the_right_goes(acting):
    record = made_by(acting("seller.shanghai"))
    assert "within reach" in said(acting("seller.shanghai"), record, "edit")
    assert "within reach" in said(acting("lead.east"), record, "edit")
    assert "outside own records" in said(acting("seller.hangzhou"), record, "edit")
    assert "not permitted on any record" in said(acting("agent"), record, "edit")


def test_a_role_that_takes_away_is_named(acting, staff):
    text = " ".join(str(sentence) for sentence in reasons(staff.id("director"), "people.user.edit"))
    assert "Director" in text
    assert "people.*" in text
    assert "none" in text


def test_who_has_no_role_is_told_so(acting, staff):
    done = changes.invite_user(acting("admin"), name="New", mail="new@demo.example")
    assert reasons(done.value.id, "contacts.company.view") == []
