"""A reference to a record, under the name by which the rooms above ask for it."""

from __future__ import annotations

from guanxi.data.ref import Ref as Ref
