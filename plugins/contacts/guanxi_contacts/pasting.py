"""A pasted block as the fields of a person or a company."""

from __future__ import annotations

from collections.abc import Mapping

from guanxi.api import is_mobile, split_block


def person_of_block(block: str) -> Mapping[str, str]:
    """The fields of a person; a landline goes to the phone, what cannot be placed into the note.

    >>> person_of_block("张伟 13800138000 恒润机械 采购经理")["employer"]
    '恒润机械'
    """
    found = split_block(block)
    phone = found.get("phone", "")
    placed = {
        "name": found.get("name", ""),
        "mobile" if is_mobile(phone) else "phone": phone,
        "email": found.get("email", ""),
        "employer": found.get("company", ""),
        "position": found.get("position", ""),
        "address": found.get("address", ""),
        "note": _rest(found, "wechat", "credit_code", "rest"),
    }
    return {name: text for name, text in placed.items() if text}


def company_of_block(block: str) -> Mapping[str, str]:
    """The fields of a company; the person named in the block goes into the note."""
    found = split_block(block)
    placed = {
        "name": found.get("company", ""),
        "credit_code": found.get("credit_code", ""),
        "phone": found.get("phone", ""),
        "email": found.get("email", ""),
        "address": found.get("address", ""),
        "note": _rest(found, "name", "position", "wechat", "rest"),
    }
    return {name: text for name, text in placed.items() if text}


def _rest(found: Mapping[str, str], *names: str) -> str:
    return " ".join(found[name] for name in names if found.get(name))
