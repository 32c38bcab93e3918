"""What Chinese input methods and other programs send into fields, and how it is understood."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guanxi.testing.house import Client, Program


@pytest.mark.requirement("R-177.c")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１３８ ００１３ ８０００", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("0571-1234 5678 转 801", "+8657112345678;ext=801"),
        ("０５７１－１２３４５６７８转８０１", "+8657112345678;ext=801"),
    ],
)
def test_full_width_digits_blanks_and_extensions_are_understood(
    typed: str, kept: str, client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    browser, program = client_of("seller.north"), program_of("seller.north")
    sent = browser.post(
        "/contacts/companies/new", name="甲", customer_type="company", phone=typed, employees="１，２３４"
    )
    written = program.get(sent.headers["Location"]).json
    assert (written["phone"], written["employees"]) == (kept, 1234)
    again = program.post("/contacts/companies", {"name": "乙", "phone": typed})
    assert again.json["phone"] == kept
