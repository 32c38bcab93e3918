"""What a filter by tags means: tags that were merged count as one, tags in the bin as none; written anew before it becomes SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from guanxi.data.database import as_set, in_ids, rows
from guanxi.data.fields import Tags
from guanxi.data.fields.about import refs_in
from guanxi.data.filters import Group, Node, Test
from guanxi.records.resource import Resource

NOBODY = 0
"""The id of no tag: what only tags in the bin are asked for is asked for with this."""


def meant(node: Node, resource: Resource) -> Node:
    """The filter with every condition on tags written as one on the ids that it means (`tagged`, `untagged`)."""
    if not resource.tags:
        return node
    asked = frozenset(key for test in _tests(node, resource) for key in _ids(test))
    return _written(node, resource, same(asked)) if asked or _has_tags(node, resource) else node


def same(ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each of `ids` that is no tag in the bin: all tags that count as it, because they were merged."""
    wanted = as_set(ids)
    sql = f"""SELECT a.id, m.id FROM work_tag a
              JOIN work_tag c ON c.id = COALESCE(a.merged_into_id, a.id) AND c.deleted_at IS NULL
              JOIN work_tag m ON m.id = c.id WHERE {in_ids("a.id")}
              UNION SELECT a.id, m.id FROM work_tag a
              JOIN work_tag c ON c.id = COALESCE(a.merged_into_id, a.id) AND c.deleted_at IS NULL
              JOIN work_tag m ON m.merged_into_id = c.id WHERE {in_ids("a.id")}"""
    found: dict[int, set[int]] = {}
    for asked, one in rows(sql, (wanted, wanted)):
        found.setdefault(asked, set()).add(one)
    return {asked: frozenset(group) for asked, group in found.items()}


def _written(node: Node, resource: Resource, known: Mapping[int, frozenset[int]]) -> Node:
    if isinstance(node, Group):
        parts = tuple(_written(part, resource, known) for part in node.parts)
        if node.word == "AND":  # several conditions at the top stay at the top
            parts = tuple(one for part in parts for one in (part.parts if _is_and(part) else (part,)))
        return Group(node.word, parts)
    return _one(node, resource, known) if _on_tags(node, resource) else node


def _one(test: Test, resource: Resource, known: Mapping[int, frozenset[int]]) -> Node:
    if test.op == "empty":
        return Test(test.field, "bare" if test.values[0][0] else "borne", ((resource.name,),))
    groups = [known.get(key, frozenset()) for key in _ids(test)]
    if test.op == "all":
        return Group("AND", tuple(_borne(test, resource, "tagged", group) for group in groups))
    op = "untagged" if test.op == "ne" else "tagged"
    return _borne(test, resource, op, frozenset().union(*groups))


def _borne(test: Test, resource: Resource, op: str, ids: frozenset[int]) -> Test:
    chosen: list[tuple[Any, ...]] = [(key,) for key in sorted(ids) or (NOBODY,)]
    return Test(test.field, op, ((resource.name,), *chosen))


def _is_and(node: Node) -> TypeGuard[Group]:
    return isinstance(node, Group) and node.word == "AND"


def _ids(test: Test) -> list[int]:
    if test.op == "empty":
        return []
    return list(dict.fromkeys(ref.id for (kept,) in test.values for ref in refs_in(kept) or ()))


def _tests(node: Node, resource: Resource) -> list[Test]:
    if isinstance(node, Group):
        return [test for part in node.parts for test in _tests(part, resource)]
    return [node] if _on_tags(node, resource) else []


def _has_tags(node: Node, resource: Resource) -> bool:
    return bool(_tests(node, resource))


def _on_tags(node: Node, resource: Resource) -> TypeGuard[Test]:
    return isinstance(node, Test) and isinstance(resource.by_name.get(node.field), Tags)
