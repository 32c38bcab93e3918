"""A reference to a record: its kind and id, as it travels to jobs, hooks and addresses."""

from __future__ import annotations

from typing import NamedTuple


class Ref(NamedTuple):
    """The record `id` of the resource named `kind`, for example ``Ref("contacts.company", 7)``."""

    kind: str
    id: int
