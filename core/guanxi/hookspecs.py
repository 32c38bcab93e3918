"""All hooks of the host itself; a plugin's own hooks stand in its ``hookspecs.py``, prefixed with its name."""

from __future__ import annotations

from collections.abc import Mapping

from guanxi.data.money import Money
from guanxi.plugins.demo import DemoData
from guanxi.plugins.markers import hookspec
from guanxi.records.actor import Actor
from guanxi.records.transaction import Transaction
from guanxi.work.day.declared import DayPart


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


@hookspec
def day_parts(actor: Actor, most: int) -> list[DayPart] | None:
    """What else belongs into the actor's day: parts with up to `most` entries each, best one statement a part.

    Read through `visible()`; asked each time my day is shown, so it has to be quick. If it raises, the other parts are shown.
    """
    raise NotImplementedError


@hookspec
def record_worth(actor: Actor, resource: str, ids: list[int]) -> dict[int, list[Money]] | None:
    """What records of `resource` (``contacts.company``) are worth, by their ids: my day puts what is worth more first.

    Read through `visible()` and only from fields that the actor sees; currencies are kept apart, one amount for each. Returns
    None for resources about which the plugin knows nothing. If it raises, the records count as worth nothing.
    """
    raise NotImplementedError


@hookspec
def record_phones(actor: Actor, resource: str, ids: list[int]) -> dict[int, str] | None:
    """By which number to call about records of `resource`, by their ids; only one that the actor sees whole and may call.

    Returns None for resources about which the plugin knows nothing. If it raises, no number is offered.
    """
    raise NotImplementedError
