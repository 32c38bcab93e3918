"""The field by which records bear tags, as every resource with tags has it beside its own."""

from __future__ import annotations

from functools import cache

from guanxi.data.fields import Tags
from guanxi.data.messages import translator
from guanxi.records.extension import Extension
from guanxi.records.tagging.tables import RecordTags

_ = translator("guanxi")
FIELD = "tags"


@cache
def side_of(resource: str) -> Extension:
    """The side table with the tags of a resource's records."""
    return Extension(resource, RecordTags, (Tags(FIELD, label=_("Tags")),), kind=resource)


def with_tags(resource: str, extensions: tuple[Extension, ...]) -> tuple[Extension, ...]:
    """The side tables of a resource, that of its tags once and last."""
    side = side_of(resource)
    return (*(each for each in extensions if each is not side), side)
