"""All hooks of the host itself; a plugin's own hooks stand in its ``hookspecs.py``, prefixed with its name."""

from __future__ import annotations

from collections.abc import Mapping

from guanxi.plugins.demo import DemoData
from guanxi.plugins.markers import hookspec
from guanxi.records.transaction import Transaction


@hookspec
def mount() -> list[object]:
    """Everything that the plugin brings: pages, menu items, resources with their faces, changes, slots, permissions, jobs.

    Called whenever plugins are put together: for each app, when one is enabled, by commands; without an actor, so it must do
    nothing but answer. Returns a list of mount items. If it raises or returns anything else, the plugin is not started, the
    plugins that need it wait, and the host serves without them.
    """
    raise NotImplementedError


@hookspec
def demo_data() -> DemoData | None:
    """What the plugin adds when the host is filled with demo data; asked in the order of the plugins.

    Returns a DemoData, or None. If it raises, the demo data of the others are written all the same.
    """
    raise NotImplementedError


@hookspec
def check_record(tx: Transaction, resource: str, record: object, values: Mapping[str, object]) -> None:
    """Refuse that a record is created or edited, inside the change that does it.

    `resource` is its name (``contacts.company``), `record` the loaded record as it was before an edit or as it was just
    created, `values` the typed values by field name that are being written. Raise `Refused` to refuse; any other error
    refuses too (fails closed) and is shown on the health page. Undo and restore are not asked.
    """


@hookspec
def check_removal(tx: Transaction, resource: str, record: object) -> None:
    """Refuse that a record goes into the bin, inside the change that does it; arguments and errors as in `check_record`."""
