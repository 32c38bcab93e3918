"""The built front end is fetched once: browsers keep it for a year, packed where they take that; nothing else is kept."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import pytest

from guanxi.testing.house import Client


@pytest.fixture
def addresses(client_of: Callable[..., Client]) -> list[str]:
    """The style, the script and the icons that a page asks for."""
    page = client_of("admin").get("/").text
    found = sorted(set(re.findall(r'"(/static/dist/[^"#]+)', page)))
    if not any(each.endswith(".js") for each in found):
        pytest.fail("the front end is not built: python3 dev.py assets")
    return found


def test_what_was_built_is_kept_for_a_year_and_sent_packed(
    addresses: list[str], client_of: Callable[..., Client]
) -> None:
    client, sizes = client_of("admin"), {True: 0, False: 0}
    for address in addresses:
        for packs in (True, False):
            answer = client.get(address, Accept_Encoding="gzip, br" if packs else "br")
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert answer.headers.get("Content-Encoding") == ("gzip" if packs else None)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Set-Cookie" not in answer.headers
            sizes[packs] += len(answer.data)
            plain = gzip.decompress(answer.data) if packs else answer.data
            assert plain == client.get(address).data
            again = client.get(
                address,
                If_None_Match=answer.headers["ETag"],
                Accept_Encoding="gzip" if packs else "identity",
            )
            assert (again.status_code, again.data) == (304, b"")
    assert sizes[True] < sizes[False] / 3


@pytest.mark.parametrize("name", ["dist/app-0000000000.js", "dist/", "dist/../../app.py", "nothing.js"])
def test_what_was_not_built_is_neither_there_nor_kept(name: str, client_of: Callable[..., Client]) -> None:
    answer = client_of("admin").get(f"/static/{name}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
