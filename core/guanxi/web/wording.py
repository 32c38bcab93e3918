"""Names of kinds of records inside sentences: "New company", not "New Company"."""

from __future__ import annotations

from guanxi.data.messages import Message


class Inside:
    """A label within a sentence that becomes text only when somebody reads it, in his language; see `inside`."""

    def __init__(self, label: Message | str):
        self.label = label

    def __format__(self, _spec: str) -> str:
        return inside(self.label)


def inside(label: Message | str) -> str:
    """The label as it stands within a sentence: its first letter small, unless it begins with an abbreviation ("API token").

    Texts without letter case, such as Chinese, stay as they are.
    """
    text = str(label)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
