"""Signing in, links, tokens, first visit: what gets somebody in, and what ends it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from people_world import one, role_id

from guanxi.data.database import row, rows, run
from guanxi.data.errors import Forbidden, InvalidValues, Refused
from guanxi.data.messages import Message
from guanxi.people import attempts, changes, demo, first_visit, links, sessions, sign_in, tokens
from guanxi.people.actors import actor_of, system_actor
from guanxi.people.passwords import SMALL, STRONG, Passwords, fault
from guanxi.people.private import token_hash
from guanxi.people.resources import roles, users
from guanxi.people.sign_in import LIMITED, WRONG, Opened, Origin
from guanxi.people.standard_roles import packed
from guanxi.records import standard

NEW = "correct horse battery"


@pytest.fixture
def enter(staff, passwords):
    """Sign in as a demo user."""

    def make(name, password=None, **origin):
        where = Origin(**{"address": "192.0.2.1", **origin})
        return sign_in.sign_in(
            staff.host, passwords, staff.mail(name), password or staff.password(name), where
        )

    return make


def token_of(link):
    return link.rpartition("/")[2]


def test_who_knows_the_password_gets_a_session(staff, enter, clock):
    found = enter("agent")
    assert isinstance(found, Opened)
    signed = sessions.find(found.token, clock())
    assert (signed.user_id, signed.name) == (staff.id("agent"), "陈静")


def test_only_hashes_of_secrets_are_kept(staff, enter):
    token = enter("agent").token
    everything = str(
        [
            rows(f"SELECT * FROM {name}")
            for name in ("people_sign_in_session", "people_password", "change_line")
        ]
    )
    assert token not in everything
    assert token_hash(token) in everything
    assert staff.password("agent") not in everything
    assert "$argon2" not in str(rows("SELECT * FROM change_line"))


def test_unknown_users_get_the_same_answer_for_the_same_work(staff, passwords, enter):
    before = passwords.calls
    assert enter("agent", "wrong password") == WRONG
    known = passwords.calls - before
    assert enter("nobody", "wrong password") == WRONG
    assert passwords.calls - before - known == known == 1


def test_unknown_and_known_users_are_limited_after_the_same_number(staff, enter):
    known = [enter("agent", "wrong", address="") for _ in range(14)]
    unknown = [enter("nobody", "wrong", address="") for _ in range(14)]
    assert known == unknown
    assert known.index(LIMITED) == attempts.ACCOUNT.burst


def test_a_limited_account_is_not_hashed_and_opens_again_by_itself(staff, passwords, enter, clock):
    assert LIMITED in [enter("agent", "wrong") for _ in range(20)]
    before = passwords.calls
    assert enter("agent") == LIMITED
    assert passwords.calls == before
    for _ in range(100):
        enter("agent", "wrong")
    clock.move(seconds=60)
    assert isinstance(enter("agent"), Opened)


def test_strangers_lock_out_nobody_from_his_own_browser(staff, enter):
    assert LIMITED in [enter("agent", "wrong", address="198.51.100.7") for _ in range(20)]
    assert enter("agent") == LIMITED
    assert isinstance(enter("agent", known_user=staff.id("agent"), device="d1"), Opened)
    assert enter("agent", known_user=staff.id("admin"), device="d1") == LIMITED


def test_one_address_is_limited_over_all_names(staff, enter):
    answers = [enter(f"nobody{n}", "wrong") for n in range(attempts.ADDRESS.burst + 1)]
    assert answers[-1] == LIMITED
    assert answers.count(LIMITED) == 1
    assert isinstance(enter("agent", address="192.0.2.2"), Opened)


def test_addresses_of_one_ipv6_network_count_as_one():
    assert (
        attempts.network("2001:db8::1")
        == attempts.network("2001:db8::ffff:1")
        != attempts.network("2001:db8:0:1::1")
    )
    assert attempts.network("::ffff:192.0.2.1") == "192.0.2.1"
    assert attempts.network("no address") == ""


def test_the_table_of_attempts_is_bounded_and_pruned(staff, clock):
    narrow = replace(attempts.UNKNOWN, buckets=8)
    for n in range(200):
        attempts.take(narrow, f"name{n}", clock())
    assert one("SELECT count(*) FROM people_sign_in_attempt WHERE bucket LIKE 'unknown:%'") <= 8
    clock.move(days=1)
    attempts.prune(clock())
    assert one("SELECT count(*) FROM people_sign_in_attempt") == 0


def test_a_password_of_one_megabyte_is_refused_before_hashing(staff, passwords, enter):
    before = passwords.calls
    assert enter("agent", "x" * 1_000_000) == WRONG
    assert passwords.calls == before


@pytest.mark.parametrize(
    "mail", ["", "\0", "a" * 1000 + "@demo.example", "' OR 1=1 --", "\ud800@demo.example", "%"]
)
def test_odd_mail_addresses_are_simply_wrong(staff, passwords, mail):
    assert (
        sign_in.sign_in(staff.host, passwords, mail, "whatever it is", Origin(address="192.0.2.9")) == WRONG
    )


def test_a_password_with_signs_beyond_unicode_is_simply_wrong(staff, enter):
    assert enter("agent", "\ud800 lonely surrogate") == WRONG


@pytest.mark.parametrize("bad", ["short", "aaaaaaaaaaaa", "x" * 201, "Agent@demo.example"])
def test_weak_passwords_are_refused_with_a_reason(bad):
    assert isinstance(fault(bad, "agent@demo.example"), Message)
    assert fault(NEW, "agent@demo.example") is None


def test_a_hash_of_an_older_profile_is_made_anew_at_sign_in(staff, enter, passwords):
    old = Passwords(replace(SMALL, time=2))
    sign_in.keep_password(staff.host, staff.id("agent"), old.hash(NEW))
    assert isinstance(enter("agent", NEW), Opened)
    kept = row("SELECT hash FROM people_password WHERE user_id = ?", [staff.id("agent")])
    assert not passwords.is_outdated(kept[0])
    assert STRONG.memory >= 19 * 1024


def test_a_deactivated_user_is_out_at_once_and_comes_back_without_old_sessions(staff, acting, enter, clock):
    session, admin = enter("agent").token, acting("admin")
    token = tokens.make_token(staff.host, staff.id("agent"), "t", ["read"])
    link = token_of(changes.password_link(admin, staff.id("agent")))
    changes.deactivate_user(admin, staff.id("agent"))
    assert sessions.find(session, clock()) is tokens.find(token, clock()) is links.find(link, clock()) is None
    assert enter("agent") == WRONG
    changes.activate_user(admin, staff.id("agent"))
    assert sessions.find(session, clock()) is tokens.find(token, clock()) is links.find(link, clock()) is None
    assert isinstance(enter("agent"), Opened)


def test_nobody_deactivates_himself_and_nobody_activates_himself(staff, acting):
    with pytest.raises(Refused):
        changes.deactivate_user(acting("admin"), staff.id("admin"))
    agent = acting("agent")
    changes.deactivate_user(acting("admin"), agent.id)
    with pytest.raises(Exception):  # noqa: B017, PT011  any refusal will do, as long as it is one
        changes.activate_user(agent, agent.id)
    assert one("SELECT count(*) FROM people_user WHERE active AND id = ?", agent.id) == 0


def test_a_session_ends_after_idle_hours_and_at_the_latest_after_thirty_days(staff, enter, clock):
    token = enter("agent").token
    for _ in range(100):
        clock.move(hours=8)
        signed = sessions.find(token, clock())
        if signed is None:
            break
        assert sessions.seen(signed, clock())
    assert sessions.find(token, clock()) is None
    assert clock.now - sessions.LONGEST >= clock.now - timedelta(days=31)
    again = enter("agent").token
    clock.move(hours=12, seconds=1)
    assert sessions.find(again, clock()) is None


def test_using_a_session_writes_at_most_every_five_minutes(staff, enter, clock):
    token = enter("agent").token
    clock.move(minutes=4)
    assert not sessions.seen(sessions.find(token, clock()), clock())


def test_changing_the_own_password_ends_the_other_sessions_and_all_links(
    staff, acting, enter, passwords, clock
):
    here, there = enter("agent").token, enter("agent").token
    link = token_of(changes.password_link(acting("admin"), staff.id("agent")))
    mine = sessions.find(here, clock()).session_id
    agent = acting("agent")
    assert changes.change_own_password(agent, passwords, "not it at all", NEW, session_id=mine) is not None
    assert (
        changes.change_own_password(agent, passwords, staff.password("agent"), NEW, session_id=mine) is None
    )
    assert sessions.find(here, clock()) is not None
    assert sessions.find(there, clock()) is links.find(link, clock()) is None
    assert enter("agent") == WRONG
    assert isinstance(enter("agent", NEW), Opened)


def test_a_link_sets_the_password_once(staff, acting, enter, passwords, clock):
    link = token_of(changes.password_link(acting("admin"), staff.id("agent")))
    session = enter("agent").token
    assert isinstance(changes.password_by_link(staff.host, passwords, link, "short"), Message)
    assert changes.password_by_link(staff.host, passwords, link, NEW) == staff.id("agent")
    assert changes.password_by_link(staff.host, passwords, link, NEW + "!") == changes.LINK_GONE
    assert sessions.find(session, clock()) is None
    assert isinstance(enter("agent", NEW), Opened)


def test_a_newer_link_a_new_mail_address_and_time_end_a_link(staff, acting, passwords, clock):
    admin, agent = acting("admin"), staff.id("agent")
    older, newer = (token_of(changes.password_link(admin, agent)) for _ in range(2))
    assert links.find(older, clock()) is None
    assert links.find(newer, clock()) is not None
    standard.edit(admin, users, agent, {"mail": "other@demo.example"})
    assert changes.password_by_link(staff.host, passwords, newer, NEW) == changes.LINK_GONE
    late = token_of(changes.password_link(admin, agent))
    clock.move(hours=2, seconds=1)
    assert changes.password_by_link(staff.host, passwords, late, NEW) == changes.LINK_GONE


def test_links_are_built_from_the_setting(staff, acting):
    assert changes.password_link(acting("admin"), staff.id("agent")).startswith(
        "http://crm.example:8000/invitation/"
    )


def test_only_administrators_reach_for_mail_password_or_activity_and_never_upwards(staff, acting):
    admin = acting("admin")
    made = standard.create(
        admin,
        roles,
        {"name": "Help desk", "grants": packed({"people.user.*": "all", "people.*.view": "all"})},
    )
    changes.grant_role(admin, staff.id("agent"), made.ref.id)
    desk, boss, lead = acting("agent"), staff.id("admin"), staff.id("lead.east")
    for target in (boss, lead):
        with pytest.raises(Refused):
            standard.edit(desk, users, target, {"mail": "mine@demo.example"})
        with pytest.raises(Refused):
            changes.password_link(desk, target)
        with pytest.raises(Refused):
            changes.deactivate_user(desk, target)
    for weak in ("director", "lead.east", "seller.north"):
        with pytest.raises(Forbidden):
            changes.password_link(acting(weak), desk.id)
        with pytest.raises(Forbidden):
            standard.edit(acting(weak), users, desk.id, {"mail": "mine@demo.example"})


def test_a_right_to_edit_users_alone_does_not_reach_the_mail_address(staff, acting):
    made = standard.create(
        acting("admin"),
        roles,
        {"name": "Clerk", "grants": packed({"people.user.edit": "all", "people.*.view": "all"})},
    )
    changes.grant_role(acting("admin"), staff.id("agent"), made.ref.id)
    standard.edit(acting("agent"), users, staff.id("seller.north"), {"name": "John Q. Smith"})
    with pytest.raises(Forbidden):
        standard.edit(acting("agent"), users, staff.id("seller.north"), {"mail": "mine@demo.example"})
    with pytest.raises(Forbidden):
        standard.edit(acting("agent"), users, staff.id("agent"), {"mail": "mine@demo.example"})


def test_the_own_account_takes_own_fields_only(staff, acting):
    agent = acting("agent")
    changes.edit_account(agent, values={"language": "zh", "zone": "Asia/Urumqi", "theme": "dark"})
    for foreign in ("mail", "team", "active", "password_set_at", "id"):
        with pytest.raises(InvalidValues):
            changes.edit_account(agent, values={foreign: "1"})


def test_two_users_cannot_share_a_mail_address_however_written(staff, acting):
    with pytest.raises((InvalidValues, Refused)):
        changes.invite_user(acting("admin"), name="Twin", mail="AGENT@demo.example")


def test_an_invited_user_has_his_roles_and_no_password(staff, acting, passwords, clock):
    admin = acting("admin")
    done = changes.invite_user(admin, name="新人", mail="new@demo.example", roles=[role_id("seller")])
    assert sign_in.sign_in(staff.host, passwords, "new@demo.example", "", Origin()) == WRONG
    link = token_of(changes.password_link(admin, done.value.id))
    assert links.find(link, clock()).kind == links.INVITATION
    assert changes.password_by_link(staff.host, passwords, link, NEW) == done.value.id
    assert isinstance(sign_in.sign_in(staff.host, passwords, " New@Demo.example ", NEW, Origin()), Opened)


def test_an_invitation_gives_no_more_than_the_inviter_holds(staff, acting):
    made = standard.create(acting("admin"), roles, {"name": "Desk", "grants": packed({"people.*": "all"})})
    changes.grant_role(acting("admin"), staff.id("agent"), made.ref.id)
    before = one("SELECT count(*) FROM people_user")
    with pytest.raises(Refused):
        changes.invite_user(
            acting("agent"), name="Me", mail="me@demo.example", roles=[role_id("administrator")]
        )
    assert one("SELECT count(*) FROM people_user") == before


def test_a_token_is_narrower_than_its_user(staff, acting, clock):
    token = tokens.make_token(
        staff.host, staff.id("seller.north"), "t", ["contacts.*.view", "people.user.edit"]
    )
    found = actor_of(tokens.find(token, clock()), staff.host, staff.keeper)
    assert found.scope("contacts.company.view") == acting("seller.north").scope("contacts.company.view")
    assert not found.may("contacts.company.edit")
    assert not found.may("people.user.edit")
    assert "people.user.view" not in found.grants


def test_a_token_cannot_be_used_to_give_more_than_its_scope(staff, acting, clock):
    token = tokens.make_token(staff.host, staff.id("admin"), "t", ["people.*"])
    narrow = actor_of(tokens.find(token, clock()), staff.host, staff.keeper)
    with pytest.raises(Refused):
        changes.grant_role(narrow, staff.id("agent"), role_id("director"))


def test_revoked_and_expired_tokens_are_refused(staff, clock):
    agent = staff.id("agent")
    short, gone = (tokens.make_token(staff.host, agent, "t", ["read"], days=1) for _ in range(2))
    mine = tokens.own_tokens(agent, clock())
    assert not tokens.revoke(staff.host, staff.id("admin"), mine[0].id)
    assert tokens.revoke(staff.host, agent, mine[0].id)
    assert tokens.find(gone, clock()) is None
    assert tokens.find(short, clock()) is not None
    clock.move(days=1)
    assert tokens.find(short, clock()) is None


def test_the_first_visit_takes_the_code_once(house, passwords, clock):
    form = {"company": "云帆", "name": "王芳", "mail": "wang@firm.example", "password": NEW, "language": "zh"}
    older, code = first_visit.setup_code(house), first_visit.setup_code(house)
    for wrong in ("", "AAAA-BBBB-CCCC", older):
        assert first_visit.set_up(house, passwords, code=wrong, **form) == first_visit.WRONG_CODE
    user = first_visit.set_up(house, passwords, code=f" {code.lower().replace('-', ' ')} ", **form)
    assert isinstance(user, int)
    assert not first_visit.is_open()
    assert first_visit.setup_code(house) is None
    assert first_visit.set_up(house, passwords, code=code, **form) == first_visit.WRONG_CODE
    assert isinstance(sign_in.sign_in(house, passwords, "wang@firm.example", NEW, Origin()), Opened)
    assert one("SELECT count(*) FROM people_role") == 5


def test_the_code_of_the_first_visit_cannot_be_guessed_quickly(house, passwords):
    first_visit.setup_code(house)
    form = {"company": "x", "name": "x", "mail": "x@firm.example", "password": NEW, "language": "en"}
    answers = [first_visit.set_up(house, passwords, code="wrong", **form) for _ in range(30)]
    assert answers[-1] == LIMITED


def test_demo_passwords_are_of_this_installation_and_readable_by_the_owner_alone(house, passwords, tmp_path):
    staff = demo.make_demo_staff(house, passwords)
    path = demo.write_demo_passwords(tmp_path / "var", staff)
    assert path.stat().st_mode & 0o777 == 0o600
    assert all(password in path.read_text() for _, password in staff)
    assert len({password for _, password in staff}) == len(staff) == 8
    with pytest.raises(Refused):
        demo.make_demo_staff(house, passwords)


def test_an_old_hash_row_of_a_removed_user_opens_nothing(staff, enter):
    run("UPDATE people_user SET deleted_at = 1 WHERE id = ?", [staff.id("agent")])
    assert enter("agent") == WRONG
    assert system_actor(staff.host).system
