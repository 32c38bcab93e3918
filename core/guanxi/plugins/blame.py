"""Whose code failed where nobody stood between it and the house: told by the traceback."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType, TracebackType

from peewee import InterfaceError, OperationalError

from guanxi.plugins.guard import from_error
from guanxi.plugins.incidents import Incident


def on_page(error: BaseException, modules: Mapping[str, ModuleType], endpoint: str) -> Incident | None:
    """The failure of a page as an incident of the plugin whose code it came through last; None where only the host's did.

    `modules` are the plugins by name, `endpoint` names the page. Trouble of the database (a full disk, a lost connection)
    is nobody's, whoever was just writing.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return None
    packages = {module.__name__.partition(".")[0]: name for name, module in modules.items() if name != "host"}
    cause = error.__cause__ if isinstance(error.__cause__, SystemExit) else error
    plugin = _last_of(cause.__traceback__, packages)
    if plugin is None:
        return None
    return from_error(plugin, "view", endpoint, cause)


def _last_of(at: TracebackType | None, packages: Mapping[str, str]) -> str | None:
    """The plugin of the innermost frame that belongs to one."""
    found = None
    while at is not None:
        name = str(at.tb_frame.f_globals.get("__name__", ""))
        found = packages.get(name.partition(".")[0], found)
        at = at.tb_next
    return found
