"""Measuring: CPU time of this process and of its database backend, and work in steps (SQLite) or buffers (PostgreSQL)."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench.stores import Store
from guanxi.data.database import database

ROUNDS = 5
ROUND_S = 0.25
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def cpu_ms(ways: Mapping[str, Callable[[], Any]], backends: Mapping[str, int | None]) -> dict[str, float]:
    """CPU milliseconds a call of each way: the median of interleaved rounds, backend included."""
    times = {name: _calls(way) for name, way in ways.items()}
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(ROUNDS):
        for name, way in ways.items():
            found[name].append(round_ms(way, times[name], backends[name]))
    return {name: statistics.median(values) for name, values in found.items()}


def busy() -> str:
    """How many programs waited for each core lately: what the clock measures grows with it, CPU time hardly."""
    return f" load={os.getloadavg()[0] / (os.cpu_count() or 1):.1f}"


def work(store: Store, call: Callable[[], Any]) -> int:
    """The work a call makes the database do: VM steps on SQLite, buffers touched on PostgreSQL."""
    call()
    return _steps(call) if store.engine == "sqlite" else _buffers(call)


def _calls(way: Callable[[], Any]) -> int:
    """How many calls fill a round; PostgreSQL needs six before its statement is prepared."""
    for _warm in range(8):
        way()
    start = time.perf_counter()
    way()
    return max(5, int(ROUND_S / max(time.perf_counter() - start, 1e-5)))


def round_ms(way: Callable[[], Any], times: int, backend: int | None) -> float:
    """CPU milliseconds a call, over `times` calls, the work of the process `backend` included."""
    before, start = _backend_ms(backend), time.process_time()
    for _call in range(times):
        way()
    return ((time.process_time() - start) * 1000 + _backend_ms(backend) - before) / times


def _backend_ms(pid: int | None) -> float:
    """User and system time of another process, by the clock tick."""
    if pid is None:
        return 0.0
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) * TICK_MS


def _steps(call: Callable[[], Any]) -> int:
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection = database.connection()
    connection.set_progress_handler(step, 1)
    try:
        call()
    finally:
        connection.set_progress_handler(None, 0)
    return steps


def _buffers(call: Callable[[], Any]) -> int:
    statements: list[tuple[str, Any]] = []
    execute = database.obj.execute_sql

    def record(sql: str, params: Any = None) -> Any:
        statements.append((sql, params))
        return execute(sql, params)

    database.obj.execute_sql = record
    try:
        call()
    finally:
        del database.obj.execute_sql
    return sum(_buffers_of(sql, params) for sql, params in statements)


def _buffers_of(sql: str, params: Any) -> int:
    found = database.execute_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params).fetchone()[0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])
