"""What an exported file is called: safe in every header and on every system, whatever a label holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from guanxi.data.messages import use_language
from guanxi.resources.exports.naming import disposition, file_name


def test_the_name_has_label_and_the_day_of_the_reader(actor_of: Callable[[str], Any]) -> None:
    lead = actor_of("lead.east")
    day = lead.host.clock().astimezone().date().isoformat()
    with use_language("zh"):
        name = file_name(lead, lead.host.resources["contacts.company"], "csv")
    assert name.startswith("企业-")
    assert name.endswith(".csv")
    assert name[3:7] == day[:4]


@pytest.mark.parametrize(
    "label",
    [
        'a"b',
        "a\r\nSet-Cookie: x=1",
        "../../etc/passwd",
        "\u202efdp.exe",
        "x" * 1000,
        "a;b=c",
        "",
        "..",
        "\0",
        "C:\\con",
    ],
)
def test_no_label_breaks_the_header_or_leaves_the_folder(label: str, actor_of: Callable[[str], Any]) -> None:
    lead = actor_of("lead.east")
    resource = replace(lead.host.resources["contacts.company"], label=label)
    name, header = file_name(lead, resource, "xlsx"), disposition(lead, resource, "xlsx")
    assert len(name) < 120
    assert not set(name) & set('<>:"/\\|?*\r\n\0\u202e;')
    assert not name.startswith(".")
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
