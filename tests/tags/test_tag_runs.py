"""Tags for all that a list shows: a job with progress that is stopped, goes on and is taken back as one."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.data.errors import InvalidValues, Refused
from guanxi.jobs.here import run_here
from guanxi.people.collaborating import share
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.standard import create
from guanxi.testing.site import Site
from guanxi.work.runs import running, walking
from guanxi.work.runs.walking import Whole
from guanxi.work.tags import job
from guanxi.work.tags.resource import tags

SELLER, OWN = "seller.north", 7


def companies(site: Site) -> Any:
    return site.house.host.resources["contacts.company"]


def tag(site: Site, name: str) -> int:
    ref = create(site.actor("admin"), tags, {"name": name}).ref
    assert ref is not None
    return ref.id


def made(site: Site, who: str, **values: Any) -> int:
    ref = create(site.actor(who), companies(site), values).ref
    assert ref is not None
    return ref.id


def borne(site: Site, company: int) -> list[int]:
    record = gate.get(site.actor("admin"), companies(site), company)
    return [ref.id for ref in gate.values_of(companies(site), record)["tags"] or ()]


def finished(site: Site, actor: Actor) -> running.Run:
    """His newest run, done to its end."""
    known = running.newest(actor)
    assert known is not None
    if known.under_way:
        run_here(site.house.runtime(), known.job_id, seconds=600)
    ended = running.newest(actor)
    assert ended is not None
    return ended


def test_all_that_a_list_shows_is_tagged_and_taken_back_as_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "AT_ONCE", 3)
    vip, due = tag(site, "VIP"), tag(site, "Due")
    mine = [made(site, SELLER, name=f"One {number}", tags=[vip]) for number in range(OWN)]
    other = made(site, SELLER, name="Another")
    seen = made(site, "director", name="Seen", tags=[vip])
    hidden = made(site, "director", name="Hidden", tags=[vip])
    share(site.actor("director"), companies(site), [seen], site.actor(SELLER).id, "view")
    browser, here = site.sign_in(SELLER), "/contacts/companies/"
    browser.get("/")
    chosen = {"id": str(mine[0]), "next": f"{here}?tags={vip}"}
    asked = browser.post(f"{here}tags", **chosen).text
    assert "All 8 that the list shows" in asked and "Only those selected" in asked
    sent = {**chosen, "sent": "1", "scope": "all", "add": f"work.tag/{due}", "remove": f"work.tag/{vip}"}
    refused = browser.post(f"{here}tags", **{**sent, "add": "", "remove": ""})
    assert refused.status_code == 422 and "Choose a tag." in refused.text
    assert browser.post(f"{here}tags", **sent).headers["Location"] == "/work/run"
    done = finished(site, site.actor(SELLER))
    assert (done.state, done.done, done.left, done.written) == ("done", OWN + 1, 1, OWN)
    assert [borne(site, each) for each in mine] == [[due]] * OWN
    assert (borne(site, other), borne(site, seen), borne(site, hidden)) == ([], [vip], [vip])
    page = browser.get("/work/run").text
    assert "7 records bear other tags than before." in page and "1 record was left out" in page
    assert running.newest(site.actor("director")) is None
    assert browser.post("/work/run/take-back").status_code == 303
    back = finished(site, site.actor(SELLER))
    assert back.taking_back and back.state == "done"
    assert [borne(site, each) for each in mine] == [[vip]] * OWN


def test_a_run_is_stopped_and_goes_on(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "AT_ONCE", 2)
    vip, actor = tag(site, "VIP"), site.actor(SELLER)
    mine = [made(site, SELLER, name=f"One {number}") for number in range(5)]
    with pytest.raises(InvalidValues):
        job.start(actor, Whole("contacts.company", [], None), add=[4711])
    job.start(actor, Whole("contacts.company", [], None), add=[vip])
    with pytest.raises(Refused):
        job.start(actor, Whole("contacts.company", [], None), remove=[vip])
    running.stop(actor)
    known = running.newest(actor)
    assert known is not None and known.can_go_on and known.written == 0
    running.go_on(actor)
    assert finished(site, actor).written == len(mine)
    assert [borne(site, each) for each in mine] == [[vip]] * len(mine)
