"""The least that a list filtered by tags can cost: the floor of bench.floors over the index of tags; nothing of guanxi is
imported here.
"""

from __future__ import annotations

import json
from typing import Any

from bench.floors import Floor

RESOURCE = "bench.company"
HEADS = {"": "all", "team_id": "team_id", "owner_id": "owner_id"}


class TagFloor(Floor):
    """Hand-written statements over the streams of `tag`, each row asked for the tags `also` that it carries."""

    def __init__(self, url: str, tag: int, also: tuple[int, ...] = ()) -> None:
        super().__init__(url)
        self.tag, self.also = tag, also

    def _stream(
        self, column: str, values: Any, sort: str, way: str, kind: str | None, most: int = 81
    ) -> tuple[str, tuple[Any, ...]]:
        key = "key_text" if sort == "sort_name" else "key_integer"
        collated = key if self.sqlite or key != "key_text" else f'{key} COLLATE "C"'
        order = f"ORDER BY y.{collated} {way}, y.record_id {way} LIMIT {most}" if way else f"LIMIT {most}"
        free = "" if column else " AND y.record_id > 0"
        living = f"y.deleted_at IS NULL AND y.kind = '{RESOURCE}'{free} AND y.tag_id = {self.tag}"
        finds = "instr" if self.sqlite else "strpos"
        living += "".join(f" AND {finds}(y.tags, ',{tag},') > 0" for tag in self.also)
        select = f"SELECT y.{key} AS s, y.record_id AS id FROM tagged y"
        if self.sqlite:
            index = f"list_tags_bench_company__{HEADS[column]}__{sort}__tags"
            among = f" AND y.{column} IN (SELECT value FROM json_each(?))" if column else ""
            return f"{select} INDEXED BY {index} WHERE {living}{among} {order}", (
                (json.dumps(values),) if column else ()
            )
        if not column:
            return f"{select} WHERE {living} {order}", ()
        one = f"{select} WHERE {living} AND y.{column} = o.v {order}"
        outer = f"ORDER BY z.s {way}, z.id {way} LIMIT {most}" if way else f"LIMIT {most}"
        outer = outer if key == "key_integer" or not way else outer.replace("z.s", 'z.s COLLATE "C"')
        return f"SELECT z.s, z.id FROM unnest(%s::bigint[]) o(v), LATERAL ({one}) z {outer}", (values,)

    def _shares(
        self, shared: tuple[Any, ...], sort: str, way: str, kind: str | None, most: int = 81
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = super()._shares(shared, sort, way, kind, most)
        tags = "".join(self._also(tag) for tag in (self.tag, *self.also))
        return sql.replace("y.deleted_at IS NULL", f"y.deleted_at IS NULL{tags}", 1), params

    @staticmethod
    def _also(tag: int) -> str:
        borne = f"x.kind = '{RESOURCE}' AND x.record_id = y.record_id AND x.tag_id = {tag}"
        return f" AND EXISTS (SELECT 1 FROM tagged x WHERE {borne})"
