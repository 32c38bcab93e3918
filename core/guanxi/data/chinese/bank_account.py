"""Bank accounts: kept as digits, shown in groups of four, masked but the last four; cards carry a Luhn digit,
company accounts do not.

Source of the check digit of cards: ISO/IEC 7812-1, annex B (Luhn).
"""

from __future__ import annotations


def group_account(digits: str) -> str:
    """Groups of four from the left.

    >>> group_account("6222021234567894")
    '6222 0212 3456 7894'
    """
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def mask_account(digits: str) -> str:
    """All but the last four hidden, whatever the length: ``**** **** **** 1234``."""
    return f"**** **** **** {digits[-4:]}" if len(digits) >= 8 else "****"


def luhn_fits(digits: str) -> bool:
    """Tell whether the last digit is the Luhn digit of the others; a hint for cards only."""
    doubled = [int(sign) for sign in digits[-2::-2]]
    plain = [int(sign) for sign in digits[-1::-2]]
    return (sum(plain) + sum(sum(divmod(2 * digit, 10)) for digit in doubled)) % 10 == 0
