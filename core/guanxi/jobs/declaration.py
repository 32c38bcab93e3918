"""How a job is declared: a named function of steps, each of which finishes together with its effects in one transaction."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

_DOTTED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
MAX_JSON = 65_536


class ActorLike(Protocol):
    """What the queue knows of an actor: the permissions and the language."""

    @property
    def locale(self) -> str: ...
    def may(self, permission: str) -> bool: ...


class Retry(Exception):
    """Raised by a job: this step did not work now; run it again after a while, without counting it as a failure."""

    def __init__(self, reason: str, *, after: timedelta = timedelta(minutes=1)):
        super().__init__(reason)
        self.after = after


class Failed(Exception):
    """Raised by a job: running it again is of no use; the text is shown to whoever started it."""


@dataclass(frozen=True)
class Again:
    """Returned by a step: there is more to do, from `position` on. `after` lets it wait."""

    position: Any
    after: timedelta | None = None


@dataclass(frozen=True)
class Outside:
    """Yielded by a step: commit, call `function` outside any transaction, and send what it returns into the next step.

    For effects that are not in our database (mail, webhook) and long reading. After a crash it is called again, from
    `position`: at least once, with the stable key of `step.key`.
    """

    position: Any
    function: Callable[[], Any]


@dataclass
class Step:
    """One step under way: who (`actor`), when (`now`, UTC), where the last step ended (`position`, None at first).

    `number` counts the finished steps, `slot` is the moment a scheduled job stands for, `stable` the job's id.
    """

    id: str
    name: str
    actor: Any
    now: datetime
    new_id: Callable[[], str]
    position: Any = None
    number: int = 0
    slot: datetime | None = None
    done: int = 0
    total: int | None = None

    def again(self, position: Any, *, after: timedelta | None = None) -> Again:
        """What a step returns when there is more to do, from `position` (a JSON value) on."""
        return Again(position, after)

    def outside(self, position: Any, function: Callable[..., Any], *arguments: Any, **named: Any) -> Outside:
        """What a step yields to call something outside our database; see Outside."""
        return Outside(position, lambda: function(*arguments, **named))

    def progress(self, done: int, total: int | None = None) -> None:
        """Say how far the job is; shown when the step is committed."""
        self.done, self.total = done, self.total if total is None else total

    def key(self, suffix: str = "") -> str:
        """A key that is the same however often this job is run: the idempotency key of an effect elsewhere."""
        return f"job:{self.id}:{suffix}" if suffix else f"job:{self.id}"


@dataclass(frozen=True)
class Job:
    """A kind of job. `function(step, **arguments)` is one step (it returns None, or `step.again(position)`), or a generator.

    A generator yields at the end of each step the position (any JSON value but None) to resume from.
    `needs` is a permission the initiator must still have when a step runs; after `max_attempts` failures of one step the
    job has failed; a step that runs longer than `step_limit_s` seconds is given up with its whole process.
    """

    name: str
    function: Callable[..., Any]
    needs: str | None = None
    max_attempts: int = 5
    step_limit_s: float = 60
    example: Mapping[str, Any] | None = field(default=None, compare=False)

    @property
    def steps_by_yield(self) -> bool:
        """Tell whether the function is a generator."""
        return inspect.isgeneratorfunction(self.function)

    def problems(self, plugin: str) -> Iterator[str]:
        """A name that does not begin with the plugin's; a function that does not take the step first."""
        if not self.name.startswith(f"{plugin}.") or not _DOTTED.fullmatch(self.name):
            yield f"job {self.name!r} is not called '{plugin}.<what it does>'"
        if not list(inspect.signature(self.function).parameters):
            yield f"the function of job {self.name!r} takes no step; write def {self.function.__name__}(step, …)"
        if self.max_attempts < 1:
            yield f"job {self.name!r} is never tried; max_attempts must be 1 or more"


def job(
    name: str,
    *,
    needs: str | None = None,
    max_attempts: int = 5,
    step_limit_s: float = 60,
    example: Mapping[str, Any] | None = None,
) -> Callable[[Callable[..., Any]], Job]:
    """Make a function the job `name`; list the result in `mount`.

    >>> @job("contacts.purge")
    ... def purge(step, before):
    ...     return None
    >>> purge.name
    'contacts.purge'
    """

    def declare(function: Callable[..., Any]) -> Job:
        return Job(name, function, needs, max_attempts, step_limit_s, example)

    return declare


def as_json(value: Any, what: str) -> str:
    """The JSON text of arguments or a position; raises ValueError saying what may stand there."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as wrong:
        raise ValueError(f"{what} must be plain JSON values, ids rather than records: {wrong}") from wrong
    if len(text) > MAX_JSON:
        raise ValueError(
            f"{what} take {len(text)} characters, more than {MAX_JSON}; keep the data in a table, hand on its id"
        )
    return text
