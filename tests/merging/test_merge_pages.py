"""Merging as people and programs do it: the other record chosen, the two compared, one of them kept, and found under both addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from guanxi.testing.house import Client, Program

SELLER = "seller.shanghai"
COMPANIES = "/contacts/companies"


@pytest.fixture
def pair(program_of: Callable[..., Program]) -> tuple[int, int]:
    program = program_of(SELLER)
    one, two = (
        int(program.post(COMPANIES, values).get_json()["id"])
        for values in (
            {"name": "恒润机械有限公司", "city": "上海", "short_name": "恒润"},
            {"name": "恒润机械", "website": "https://hengrun.example"},
        )
    )
    return one, two


def about(program: Program, company: int) -> dict[str, str]:
    """A deal, a note and a consent of a company: their addresses for programs."""
    ref = [f"contacts.company/{company}"]
    made = {
        "deal": ("/sales/deals", {"name": "Lathe", "company": company}),
        "note": ("/work/notes", {"text": "rings twice", "about": ref}),
        "consent": (
            "/contacts/consents",
            {"company": company, "state": "given", "channel": "all", "purpose": "marketing", "proof": "7"},
        ),
    }
    found = {}
    for name, (path, values) in made.items():
        answer = program.post(path, values)
        assert answer.status_code == 201, answer.text
        found[name] = f"{path}/{answer.get_json()['id']}"
    return found


def company_of(program: Program, path: str) -> Any:
    read = program.get(path).get_json()
    return (
        read["about"]
        if "about" in read
        else read["company"]["id"]
        if isinstance(read["company"], dict)
        else read["company"]
    )


def compared(client: Client, one: int, two: int) -> str:
    answer = client.get(f"{COMPANIES}/{one}/merge?with={two}")
    assert answer.status_code == 200
    return str(answer.text)


def sent(page: str) -> dict[str, str]:
    """What the form sends as it stands."""
    found = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page[page.index("form-page") :])
    )
    found |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', page))
    return {name: value for name, value in found.items() if name != "csrf_token"}


@pytest.mark.requirement("R-005.c")
def test_two_are_compared_merged_and_given_back(
    pair: tuple[int, int], client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    one, two = pair
    client, program = client_of(SELLER), program_of(SELLER)
    things = about(program, two)
    assert f'href="{COMPANIES}/{one}/merge"' in client.get(f"{COMPANIES}/{one}").text
    choose = client.get(f"{COMPANIES}/{one}/merge").text
    assert f'href="{COMPANIES}/{one}/merge?with={two}"' in choose  # offered, because the names are alike
    form = sent(compared(client, one, two))
    assert form["keep"] == str(one) and form["f-name"] == str(one) and form["f-website"] == str(two)
    form["f-name"] = str(two)
    done = client.post(f"{COMPANIES}/{one}/merge", **form)
    assert (done.status_code, done.headers["Location"]) == (303, f"{COMPANIES}/{one}")
    kept = program.get(f"{COMPANIES}/{one}").get_json()
    assert (kept["name"], kept["city"], kept["website"]) == ("恒润机械", "上海", "https://hengrun.example")
    assert company_of(program, things["deal"]) == one == company_of(program, things["consent"])
    assert company_of(program, things["note"]) == [f"contacts.company/{one}"]
    page = client.get(f"{COMPANIES}/{one}").text
    assert "rings twice" in page and "Merged into one record." in page
    again = client.post(f"{COMPANIES}/{one}/merge", **form)
    assert again.status_code in (
        303,
        422,
    )  # the same once more: answered as before, or the other one is not there
    undo = re.findall(r'action="(/undo/\d+)"', page)[-1]
    assert client.post(undo).status_code == 303
    assert company_of(program, things["deal"]) == two == company_of(program, things["consent"])
    assert company_of(program, things["note"]) == [f"contacts.company/{two}"]
    assert program.get(f"{COMPANIES}/{one}").get_json()["name"] == "恒润机械有限公司"
    assert program.get(f"{COMPANIES}/{two}").status_code == 200


def test_the_old_address_leads_on_and_the_bin_says_where_to(
    pair: tuple[int, int], client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    one, two = pair
    client = client_of(SELLER)
    client.post(f"{COMPANIES}/{one}/merge", **{**sent(compared(client, one, two)), "keep": str(two)})
    binned = client.get(f"{COMPANIES}/{one}")
    assert binned.status_code == 200 and f'href="{COMPANIES}/{two}"' in binned.text
    assert "Merged into 恒润机械" in binned.text
    agent = client_of("agent")
    led = agent.get(f"{COMPANIES}/{one}")
    assert (led.status_code, led.headers.get("Location")) == (302, f"{COMPANIES}/{two}")
    assert client_of("seller.north").get(f"{COMPANIES}/{one}").status_code == 404


def test_programs_merge_too(pair: tuple[int, int], program_of: Callable[..., Program]) -> None:
    one, two = pair
    program = program_of(SELLER)
    things = about(program, one)
    for wrong in (
        {},
        {"into": None},
        {"into": one},
        {"into": 999_999},
        {"into": "x"},
        {"into": two, "nothing": 1},
    ):
        assert program.post(f"{COMPANIES}/{one}/merge", wrong).status_code in (404, 422), wrong
    done = program.post(f"{COMPANIES}/{one}/merge", {"into": two})
    assert done.status_code == 200, done.text
    kept = done.get_json()
    assert (kept["id"], kept["name"], kept["city"]) == (two, "恒润机械", "上海")
    assert {company_of(program, things[name]) for name in ("deal", "consent")} == {two}
    change = done.headers["Guanxi-Change"]
    assert program.post(f"/changes/{change}/undo").status_code == 200
    assert {company_of(program, things[name]) for name in ("deal", "consent")} == {one}
    described = program.get("/openapi.json").get_json()["paths"]
    assert any(path.endswith("companies/{id}/merge") for path in described)


def test_who_may_not_edit_the_other_is_not_shown_it(
    pair: tuple[int, int], client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    one, _two = pair
    north = int(program_of("seller.north").post(COMPANIES, {"name": "恒润机械"}).get_json()["id"])
    client = client_of(SELLER)
    assert f"with={north}" not in client.get(f"{COMPANIES}/{one}/merge").text
    for given in (str(north), "x", "", str(one), "99999999999999999999"):
        answer = client.get(f"{COMPANIES}/{one}/merge?with={given}")
        assert answer.status_code == 422, given
        assert "Which one stays" not in answer.text
    agent = client_of("agent")
    assert "merge" not in agent.get(f"{COMPANIES}/{one}").text.replace("git-merge", "")
    assert agent.get(f"{COMPANIES}/{one}/merge").status_code in (403, 404)


def test_somebody_elses_change_meanwhile_is_shown_and_nothing_is_written(
    pair: tuple[int, int], client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    one, two = pair
    client, program = client_of(SELLER), program_of(SELLER)
    form = sent(compared(client, one, two)) | {"f-website": str(one)}
    read = program.get(f"{COMPANIES}/{one}").get_json()
    program.patch(f"{COMPANIES}/{one}", {"city": "苏州"}, If_Match=f'"{read["version"]}"')
    refused = client.post(f"{COMPANIES}/{one}/merge", **form)
    assert refused.status_code == 409 and "changed meanwhile" in refused.text and "苏州" in refused.text
    assert sent(refused.text)["f-website"] == str(one)  # what was chosen stays chosen
    assert program.get(f"{COMPANIES}/{two}").status_code == 200


def test_two_selected_in_the_list_are_compared(
    pair: tuple[int, int], client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    one, two = pair
    north = int(program_of("seller.north").post(COMPANIES, {"name": "恒润机械"}).get_json()["id"])
    client = client_of(SELLER)
    assert f'action="{COMPANIES}/merge"' in client.get(f"{COMPANIES}/").text
    led = client.post(f"{COMPANIES}/merge", id=[str(two), str(one)])
    assert (led.status_code, led.headers["Location"]) == (303, f"{COMPANIES}/{one}/merge?with={two}")
    for wrong in (
        [],
        [one],
        [one, one],
        [one, two, north],
        [one, north],
        [one, 999_999],
        [one, "x"],
        [-1, 0],
    ):
        refused = client.post(f"{COMPANIES}/merge", id=[str(each) for each in wrong])
        assert refused.status_code == 303 and "/merge" not in refused.headers["Location"], wrong
    assert "Choose two records that you may edit." in client.get(f"{COMPANIES}/").text
    agent = client_of("agent")
    assert f'action="{COMPANIES}/merge"' not in agent.get(f"{COMPANIES}/").text
    assert agent.post(f"{COMPANIES}/merge", id=[str(one), str(two)]).status_code == 403
