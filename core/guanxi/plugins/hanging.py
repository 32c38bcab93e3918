"""What is done about a plugin's call that hangs: it is named, its plugin is paused everywhere, its process is given up."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable

from guanxi.data import database as db
from guanxi.plugins import incidents, lifecycle
from guanxi.plugins.watchdog import LIMIT_S, Hang, Watchdog

log = logging.getLogger("guanxi.plugins")

GRACE_S = 10.0
LOOK_S = 0.1
HUNG = 70
"""Exit code of a process that gives itself up because something in it hangs; who started it starts another."""
MAKING = frozenset({"import", "set-up", "mount"})
"""The stages in which plugins are put together; nothing else happens in their thread until they come back."""


def pause_plugin_of(hang: Hang) -> bool:
    """Pause the plugin whose call hangs; False where that could not be done yet and has to be tried again."""
    plugin = hang.incident.plugin
    try:
        lifecycle.pause(plugin, reason=hang.incident.message, now=hang.incident.at)
    except lifecycle.NotPossible as reason:
        log.warning("%s", reason)
    except Exception as error:  # noqa: BLE001 - the database may be locked by the hanging thread itself
        log.warning("Plugin %r could not be paused yet: %s", plugin, error)
        return False
    finally:
        if not db.in_transaction():
            db.close()
    return True


class Overseer:
    """Owns the watchdog of a process that serves no pages. A call that is not back `grace` seconds later ends the process.

    `limit` is that of the watchdog, in seconds; `leave` ends the process.
    """

    def __init__(
        self,
        *,
        limit: float = LIMIT_S,
        grace: float = GRACE_S,
        leave: Callable[[], None] = lambda: os._exit(HUNG),
    ):
        self.watchdog = Watchdog(self.hung, limit=limit)
        self._grace, self._leave = grace, leave

    def hung(self, hang: Hang) -> None:
        """Report the call, free the locks of its transaction, and see to the rest in a thread of its own."""
        incidents.record(hang.incident)
        hang.cut()
        threading.Thread(target=self._see_to, args=[hang], name="guanxi-overseer", daemon=True).start()

    def _see_to(self, hang: Hang) -> None:
        limit = time.monotonic() + self._grace
        while not pause_plugin_of(hang) or not _written():
            time.sleep(LOOK_S)
        while not hang.returned() and time.monotonic() < limit:
            time.sleep(LOOK_S)
        if not hang.returned():
            log.error("%s; this worker gives itself up", hang.incident)
            self._leave()


def _written() -> bool:
    """Write the incidents that wait; False where the database does not take them yet."""
    try:
        incidents.flush()
    except Exception as error:  # noqa: BLE001 - the database may be locked by the hanging thread itself
        log.warning("incidents wait for the database: %s", error)
        return False
    finally:
        db.close()
    return True
