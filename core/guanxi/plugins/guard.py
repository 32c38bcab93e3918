"""The guarded call: whatever a plugin's code does, the caller gets a value or one kind of error with the plugin's name."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from typing import Any

from guanxi.data.errors import Refused
from guanxi.plugins import incidents
from guanxi.plugins.incidents import Incident
from guanxi.plugins.shapes import conforms, describe
from guanxi.plugins.watchdog import Watchdog

Report = Callable[[Incident], None]
LIMITED_STAGES = {"ask": 1.0, "check": 1.0, "slot": 1.0, "mount": 5.0, "set-up": 5.0, "import": 15.0}


class PluginFailed(Exception):
    """A plugin's code failed; `incident` says how and where. It was reported already."""

    def __init__(self, incident: Incident):
        super().__init__(str(incident))
        self.incident = incident

    @property
    def plugin(self) -> str:
        """The plugin that failed."""
        return self.incident.plugin


class Guard:
    """Calls plugin code: catches everything but KeyboardInterrupt and what may pass, watches the time, reports incidents.

    `watchdog` looks after calls that hang, within its limit times the patience of the stage. `strict` lets the original
    error through.
    """

    def __init__(
        self, report: Report = incidents.record, watchdog: Watchdog | None = None, *, strict: bool = False
    ):
        self.report, self.watchdog, self.strict = report, watchdog, strict

    # guard: plugin-call
    def call(
        self,
        plugin: str,
        stage: str,
        function: Callable[..., Any],
        *arguments: Any,
        hook: str = "",
        returns: Any = Any,
        passing: tuple[type[BaseException], ...] = (Refused,),
        **named: Any,
    ) -> Any:
        """The value of `function(*arguments, **named)`; raises PluginFailed when it fails or is not of the type `returns`.

        Errors of the classes `passing` go through untouched: they are answers, not failures.
        """
        try:
            value = self._watched(plugin, stage, hook, function, arguments, named)
        except (KeyboardInterrupt, GeneratorExit, PluginFailed):
            raise
        except passing:
            raise
        except BaseException as error:  # noqa: BLE001 - this is the place that stands between plugins and the house
            self._fail(from_error(plugin, stage, hook, error), error)
        if returns is not Any and not conforms(value, returns):
            self._fail(_from_value(plugin, stage, hook, value, returns), None)
        return value

    def _watched(
        self,
        plugin: str,
        stage: str,
        hook: str,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        named: dict[str, Any],
    ) -> Any:
        patience = LIMITED_STAGES.get(stage)
        if self.watchdog is None or patience is None:
            return function(*arguments, **named)
        if self.watchdog.hanging(plugin):
            raise PluginFailed(Incident(plugin, stage, hook, "hung", "another call of it hangs"))
        with self.watchdog.watching(plugin, stage, hook, patience):
            return function(*arguments, **named)

    def _fail(self, incident: Incident, error: BaseException | None) -> None:
        self.report(incident)
        if self.strict and isinstance(error, Exception):
            raise error
        raise PluginFailed(incident) from error


def call(plugin: str, stage: str, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """A guarded call outside any set of plugins, reported to the table `incident`."""
    return _plain.call(plugin, stage, function, *arguments, **named)


_plain = Guard()
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")


def from_error(plugin: str, stage: str, hook: str, error: BaseException) -> Incident:
    """The incident of an error that code of `plugin` raised."""
    kind = "exited" if isinstance(error, SystemExit) else "raised"
    text = "".join(traceback.format_exception(error))
    return Incident(plugin, stage, hook, kind, _one_line(error), text)


def _from_value(plugin: str, stage: str, hook: str, value: object, returns: Any) -> Incident:
    return Incident(plugin, stage, hook, "returned", f"it returned {_shown(value)}, not {describe(returns)}")


def _one_line(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())
    except Exception as broken:  # noqa: BLE001 - the plugin's own __str__
        text = f"(its text cannot be shown: {type(broken).__name__})"
    return f"{type(error).__name__}: {text}"[:500].rstrip(": ")


def _shown(value: object) -> str:
    """The value in short, without addresses in memory: the same failure reads the same in every process."""
    try:
        return f"{_ADDRESS.sub('', repr(value))[:80]} ({type(value).__name__})"
    except Exception:  # noqa: BLE001 - the plugin's own __repr__
        return f"a {type(value).__name__}"
