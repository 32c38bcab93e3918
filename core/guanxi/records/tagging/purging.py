"""Tags that go for good: records that still bear one no longer do, or bear the tag that it was merged into."""

from __future__ import annotations

import json

from guanxi.data.database import as_set, in_set, is_sqlite, row, rows, run
from guanxi.data.fields.about import refs_in
from guanxi.data.fields.tags import TAG
from guanxi.data.ref import Ref
from guanxi.records.tagging.following import marks_of


def release(before_ms: int, at_once: int) -> int:
    """Take tags that lie in the bin since before `before_ms` off at most `at_once` records; return off how many.

    Nobody reads another tag of a record afterwards than before, so this is no change of the record.
    """
    old = {key for (key,) in rows("SELECT id FROM work_tag WHERE deleted_at < ?", (before_ms,))}
    if not old:
        return 0
    sql = f"SELECT DISTINCT kind, record_id FROM tagged WHERE {in_set('tag_id')} LIMIT {at_once}"
    found = rows(sql, (as_set(old),))
    heirs = _heirs(old)
    for kind, record_id in found:
        _release(kind, record_id, old, heirs)
    return len(found)


def _heirs(old: set[int]) -> dict[int, int]:
    """Which tag stands for each of the old ones that were merged into one that stays."""
    sql = f"""SELECT a.id, c.id FROM work_tag a JOIN work_tag c ON c.id = a.merged_into_id WHERE {in_set("a.id")}"""
    return {gone: heir for gone, heir in rows(sql, (as_set(old),)) if heir not in old}


def _release(kind: str, record_id: int, old: set[int], heirs: dict[int, int]) -> None:
    record = (kind, record_id)
    locked = "" if is_sqlite() else " FOR UPDATE"
    kept = row(f"SELECT tags FROM record_tags WHERE kind = ? AND record_id = ?{locked}", record)
    before = {ref.id for ref in refs_in(kept[0] if kept else None) or ()}
    after = sorted({heirs.get(key, key) for key in before} - (old - heirs.keys()))
    texts = json.dumps([Ref(TAG, key).text for key in after], separators=(",", ":")) if after else None
    run("UPDATE record_tags SET tags = ? WHERE kind = ? AND record_id = ?", (texts, *record))
    for key in sorted(before & heirs.keys()):
        heir = heirs[key]
        there = "SELECT 1 FROM tagged x WHERE x.kind = ? AND x.record_id = ? AND x.tag_id = ?"
        run(
            f"UPDATE tagged SET tag_id = ? WHERE kind = ? AND record_id = ? AND tag_id = ? AND NOT EXISTS ({there})",
            (heir, *record, key, *record, heir),
        )
    run(f"DELETE FROM tagged WHERE kind = ? AND record_id = ? AND {in_set('tag_id')}", (*record, as_set(old)))
    run("UPDATE tagged SET tags = ? WHERE kind = ? AND record_id = ?", (marks_of(after), *record))
