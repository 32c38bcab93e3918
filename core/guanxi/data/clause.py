"""A piece of SQL with its parameters, as the read path puts them together."""

from __future__ import annotations

from typing import Any, NamedTuple


class Clause(NamedTuple):
    """SQL text with ``?`` marks and its parameters; empty text means no condition."""

    sql: str = ""
    params: tuple[Any, ...] = ()

    def __and__(self, other: Clause) -> Clause:
        if not (self.sql and other.sql):
            return self if self.sql else other
        return Clause(f"{self.sql} AND {other.sql}", self.params + other.params)


NEVER = Clause("1 = 0")
ALWAYS = Clause()
