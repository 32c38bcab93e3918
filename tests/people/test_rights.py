"""What users may do: patterns, scopes, trees, and that a change of them counts at once."""

from dataclasses import replace

import pytest
from people_world import PERMISSIONS, notes, role_id, team_id

from guanxi.data.errors import Forbidden, InvalidValues, Refused
from guanxi.people import changes
from guanxi.people.actors import system_actor
from guanxi.people.escalation import administrators
from guanxi.people.resources import roles, teams, user_roles, users
from guanxi.people.rights import RoleRights, compile_rights, covers, subtree
from guanxi.people.standard_roles import packed
from guanxi.records import gate, standard
from guanxi.records.actor import Scope
from guanxi.records.undo import undo

OWN, TEAM, SUBTREE, ALL = Scope.OWN, Scope.TEAM, Scope.SUBTREE, Scope.ALL


def role(**parts):
    return RoleRights(1, "r", **parts)


def test_a_star_covers_any_characters_and_nothing_else_is_special():
    assert covers("contacts.*.view", "contacts.company.view")
    assert not covers("contacts.?.view", "contacts.c.view")
    assert not covers("contacts.[c].view", "contacts.c.view")
    assert not covers("*.view", "contacts.company.viewer")


def test_the_most_exact_pattern_decides_within_a_role():
    found = role(grants={"*": ALL, "people.*": Scope.NONE, "people.*.view": OWN})
    assert found.scope("contacts.company.edit") == ALL
    assert found.scope("people.user.edit") == Scope.NONE
    assert found.scope("people.user.view") == OWN


def test_what_a_pattern_takes_away_comes_back_by_one_inside_it_or_by_name_alone():
    found = role(
        grants={
            "contacts.interaction.*": ALL,
            "*.export": Scope.NONE,
            "contacts.company.*": TEAM,
            "contacts.person.export": OWN,
            "contacts.need.*": ALL,
            "contacts.*.export": SUBTREE,
        }
    )
    assert found.scope("contacts.interaction.edit") == ALL
    assert found.scope("sales.deal.export") == Scope.NONE
    assert found.scope("contacts.person.export") == OWN, "its own name says more than any pattern"
    assert found.scope("contacts.company.export") == TEAM, "the most exact of those that give"
    less = role(grants={name: scope for name, scope in found.grants.items() if name != "contacts.*.export"})
    assert less.scope("contacts.interaction.export") == less.scope("contacts.need.export") == Scope.NONE
    assert less.pattern_for("contacts.need.export") == "*.export", "and it says so"
    wider = role(grants={"*": Scope.NONE, "contacts.*": ALL, "*.export": TEAM})
    assert wider.scope("contacts.company.export") == ALL
    assert wider.scope("sales.deal.export") == TEAM


def test_the_widest_scope_of_all_roles_counts():
    rights = compile_rights(
        [role(grants={"*": OWN}), role(grants={"contacts.*": TEAM})], {"contacts.company.view", "x.y.view"}
    )
    assert rights.grants == {"contacts.company.view": TEAM, "x.y.view": OWN}


def test_a_field_is_hidden_unless_a_role_that_shows_the_record_shows_it():
    hides = role(grants={"contacts.*": ALL}, hidden={"contacts.company": frozenset({"secret"})})
    blind = role(grants={"sales.*": ALL})
    shows = role(grants={"contacts.*": OWN})
    names = {"contacts.company.view", "sales.deal.view"}
    assert compile_rights([hides, blind], names).hidden == {"contacts.company": frozenset({"secret"})}
    assert compile_rights([hides, shows], names).hidden == {}


def test_a_loop_in_the_tree_is_walked_once():
    assert subtree({1: 3, 2: 1, 3: 2}, 1) == {1, 2, 3}


def test_standard_roles_reach_what_their_names_say(acting):
    admin, lead, seller, agent = (acting(name) for name in ("admin", "lead.east", "seller.shanghai", "agent"))
    assert admin.scope("people.user.administer") == ALL
    assert lead.scope("contacts.company.edit") == SUBTREE
    assert lead.subtree == {team_id("华东大区"), team_id("上海一部"), team_id("杭州二部")}
    assert (seller.scope("contacts.company.view"), seller.scope("contacts.company.edit")) == (TEAM, OWN)
    assert (agent.scope("contacts.company.view"), agent.may("contacts.company.edit")) == (ALL, False)
    for weak in ("director", "lead.east", "seller.north", "agent"):
        assert not any(
            acting(weak).may(name)
            for name in PERMISSIONS
            if name.startswith("people.") and not name.endswith(".view")
        )


def test_nobody_gives_a_role_to_himself_by_any_way(acting, staff):
    admin = acting("admin")
    values = {"user": admin.id, "role": role_id("seller")}
    for attempt in (
        lambda: changes.grant_role(admin, admin.id, role_id("seller")),
        lambda: standard.create(admin, user_roles, values),
    ):
        with pytest.raises(Refused):
            attempt()


def test_nobody_gives_more_than_he_holds(acting, staff):
    personnel = standard.create(
        acting("admin"),
        roles,
        {"name": "Personnel", "grants": packed({"people.*": "all", "*.view": "team"})},
    )
    changes.grant_role(acting("admin"), staff.id("lead.east"), personnel.ref.id)
    clerk = acting("lead.east")
    assert clerk.scope("people.role.grant") == ALL
    with pytest.raises(Refused):
        changes.grant_role(clerk, staff.id("seller.north"), role_id("administrator"))
    with pytest.raises(Refused):
        changes.grant_role(clerk, staff.id("seller.north"), role_id("director"))
    changes.grant_role(clerk, staff.id("seller.north"), personnel.ref.id)


def test_nobody_widens_a_role_beyond_his_own_rights_not_even_for_plugins_to_come(acting, staff):
    admin = acting("admin")
    grants = packed({"people.*": "all", "*.view": "team"})
    made = standard.create(admin, roles, {"name": "Personnel", "grants": grants})
    changes.grant_role(admin, staff.id("agent"), made.ref.id)
    clerk = acting("agent")
    for wider in ({"contacts.company.edit": "own"}, {"ledger.*": "own"}, {"*.edit": "all"}, {"*": "all"}):
        with pytest.raises(Refused):
            standard.edit(clerk, roles, made.ref.id, {"grants": packed(wider)})
        with pytest.raises(Refused):
            standard.create(clerk, roles, {"name": "More", "grants": packed(wider)})
    with pytest.raises(Refused):
        standard.edit(clerk, roles, role_id("administrator"), {"name": "Mine"})


def test_a_role_cannot_show_what_its_maker_does_not_see(acting, staff):
    admin = acting("admin")
    grants = packed({"people.*": "all", "contacts.*": "all"})
    made = standard.create(
        admin, roles, {"name": "Blind", "grants": grants, "hidden": packed({"contacts.company": ["secret"]})}
    )
    changes.grant_role(admin, staff.id("seller.north"), made.ref.id)
    changes.take_role(admin, staff.id("seller.north"), role_id("seller"))
    clerk = acting("seller.north")
    assert clerk.hidden == {"contacts.company": frozenset({"secret"})}
    with pytest.raises(Refused):
        standard.edit(clerk, roles, made.ref.id, {"hidden": packed({})})


@pytest.mark.parametrize("grants", ["[]", "nonsense", '{"*": "everything"}', '{"*": 4}', '{"*": ["all"]}'])
def test_rights_that_cannot_be_understood_are_refused(acting, grants):
    with pytest.raises(InvalidValues):
        standard.create(acting("admin"), roles, {"name": "Odd", "grants": grants})


def test_the_change_of_a_role_counts_on_the_next_request(acting, staff):
    assert not acting("agent").may("contacts.company.edit")
    standard.edit(
        acting("admin"),
        roles,
        role_id("service_agent"),
        {"grants": packed({"contacts.*": "own", "people.*.view": "all"})},
    )
    assert acting("agent").scope("contacts.company.edit") == OWN


def test_a_role_taken_away_is_gone_on_the_next_request_and_can_be_given_again(acting, staff):
    admin, agent = acting("admin"), staff.id("agent")
    done = changes.take_role(admin, agent, role_id("service_agent"))
    assert acting("agent").grants == {}
    changes.grant_role(admin, agent, role_id("service_agent"))
    assert acting("agent").may("contacts.company.view")
    assert done.change


def test_undoing_a_taken_role_asks_the_same_as_giving_it(acting, staff):
    admin, agent = acting("admin"), staff.id("agent")
    changes.grant_role(admin, agent, role_id("administrator"))
    done = changes.take_role(admin, agent, role_id("administrator"))
    with pytest.raises((Refused, Forbidden)):
        undo(replace(acting("director"), grants=admin.grants), done.change)
    undo(admin, done.change)
    assert acting("agent").may("people.user.administer")


def test_the_last_administrator_stays(acting, staff):
    admin, other = acting("admin"), staff.id("director")
    assert administrators() == {admin.id}
    system = system_actor(staff.host)
    for attempt in (
        lambda: changes.deactivate_user(system, admin.id),
        lambda: standard.delete(system, users, admin.id),
        lambda: changes.take_role(system, admin.id, role_id("administrator")),
        lambda: standard.edit(system, roles, role_id("administrator"), {"grants": packed({"*.view": "all"})}),
    ):
        with pytest.raises(Refused):
            attempt()
    changes.grant_role(admin, other, role_id("administrator"))
    changes.deactivate_user(acting("director"), admin.id)
    assert administrators() == {other}


def test_a_move_takes_all_records_along_in_the_same_transaction(acting, staff):
    seller = acting("seller.shanghai")
    made = [standard.create(seller, notes, {"name": f"N{n}"}).ref.id for n in range(3)]
    assert all(gate.get(acting("lead.east"), notes, each) for each in made)
    changes.change_team(acting("admin"), seller.id, team_id("华北大区"))
    assert acting("seller.shanghai").team == team_id("华北大区")
    assert gate.visible(acting("lead.north"), notes).count() == 3
    assert gate.visible(acting("lead.east"), notes).count() == 0


def test_who_sees_by_team_does_not_choose_his_team(acting, staff):
    personnel = standard.create(
        acting("admin"),
        roles,
        {"name": "Personnel", "grants": packed({"people.*": "all", "contacts.*.view": "team"})},
    )
    changes.grant_role(acting("admin"), staff.id("seller.north"), personnel.ref.id)
    clerk = acting("seller.north")
    with pytest.raises(Refused):
        changes.change_team(clerk, clerk.id, team_id("总部"))
    with pytest.raises(Refused):
        standard.edit(clerk, teams, team_id("客服中心"), {"parent": clerk.team})
    changes.change_team(acting("admin"), staff.id("admin"), team_id("客服中心"))


def test_who_sees_by_team_does_not_move_others_to_where_he_sees_their_records(acting, staff):
    personnel = standard.create(
        acting("admin"),
        roles,
        {"name": "Personnel", "grants": packed({"people.*": "all", "contacts.*.view": "subtree"})},
    )
    changes.grant_role(acting("admin"), staff.id("lead.north"), personnel.ref.id)
    seller = acting("seller.shanghai")
    standard.create(seller, notes, {"name": "Of Shanghai"})
    clerk = acting("lead.north")
    with pytest.raises(Refused, match="their records"):
        standard.edit(clerk, users, seller.id, {"team": clerk.team})
    assert gate.visible(acting("lead.north"), notes).count() == 0
    changes.change_team(clerk, seller.id, team_id("杭州二部"))
    changes.change_team(clerk, staff.id("seller.north"), team_id("杭州二部"))
    changes.change_team(acting("admin"), seller.id, clerk.team)
    assert gate.visible(acting("lead.north"), notes).count() == 1


def test_the_tree_of_teams_has_no_loop_and_loses_no_members(acting, staff):
    admin = acting("admin")
    with pytest.raises(InvalidValues):
        standard.edit(admin, teams, team_id("华东大区"), {"parent": team_id("上海一部")})
    with pytest.raises(Refused):
        standard.delete(admin, teams, team_id("华东大区"))
    with pytest.raises(Refused):
        standard.delete(admin, teams, team_id("客服中心"))


def test_a_narrow_scope_on_teams_or_roles_reaches_none(acting, staff):
    made = standard.create(
        acting("admin"),
        roles,
        {"name": "Careless", "grants": packed({"*.edit": "own", "*.view": "all", "*.create": "own"})},
    )
    changes.grant_role(acting("admin"), staff.id("agent"), made.ref.id)
    agent = acting("agent")
    assert agent.may("people.role.edit")
    with pytest.raises(Forbidden):
        standard.edit(agent, roles, role_id("seller"), {"name": "Hacked"})
    with pytest.raises(Forbidden):
        standard.create(agent, teams, {"name": "Mine"})
