"""Where records stand in the tree of teams: each carries its owner's team, and follows when the owner moves."""

from __future__ import annotations

from guanxi.data.database import run
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.records.search import kinds
from guanxi.records.tagging import following as tagging


def follow(host: Host, user_id: int, team_id: int | None) -> int:
    """Write `team_id` to all records a user owns, in the transaction of the move; return how many there were."""
    owned = [resource for resource in host.resources.values() if resource.rows.own]
    for resource in owned:
        for table in _side_tables(resource):
            sql = f'UPDATE {table} SET team_id = ? WHERE record_id IN (SELECT id FROM "{_table(resource)}" WHERE owner_id = ?)'
            run(sql, [team_id, user_id])
    written = 0
    for each in owned:
        touched = run(f'UPDATE "{_table(each)}" SET team_id = ? WHERE owner_id = ?', [team_id, user_id])
        if touched:
            kinds.follow_owner(host, each, user_id)
            tagging.follow_owner(each, user_id)
        written += touched
    return written


def catch_up(resource: Resource) -> int:
    """Write each record's team anew from its owner: for a resource whose plugin slept while users moved."""
    if not resource.rows.own:
        return 0
    table = f'"{_table(resource)}"'
    team = f"(SELECT u.team_id FROM people_user u WHERE u.id = {table}.owner_id)"
    moved = run(
        f"UPDATE {table} SET team_id = {team} WHERE owner_id IS NOT NULL AND COALESCE(team_id, 0) <> COALESCE({team}, 0)"
    )
    if moved:
        kinds.mark(resource)
        tagging.fill(resource)
    for side in _side_tables(resource):
        run(f"UPDATE {side} SET team_id = (SELECT r.team_id FROM {table} r WHERE r.id = {side}.record_id)")
    return moved


def _side_tables(resource: Resource) -> list[str]:
    return [extension.table for extension in resource.extensions if "team_id" in extension.kept_columns]


def _table(resource: Resource) -> str:
    return str(resource.model._meta.table_name)
