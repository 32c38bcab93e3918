"""Names of kinds of records inside sentences: "New company", not "New Company"."""

from __future__ import annotations

from guanxi.data.messages import Message


def inside(label: Message | str) -> str:
    """The label as it stands within a sentence: its first letter small, unless it begins with an abbreviation ("API token").

    Texts without letter case, such as Chinese, stay as they are.
    """
    text = str(label)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
