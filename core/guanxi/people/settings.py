"""Settings: what the host and plugins declare can be set, as the house has set it; every change is in the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from guanxi.data.database import rows
from guanxi.data.errors import Forbidden, InvalidValues
from guanxi.data.fields import Text
from guanxi.data.messages import Message, translator
from guanxi.people.escalation import ADMINISTER
from guanxi.people.privacy_tables import SavedSetting
from guanxi.plugins import generation
from guanxi.plugins.mount import Setting
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
LARGEST = 1_000_000
WATERMARK = Setting(
    "host.watermark",
    bool,
    False,
    _("Name of the user and time across every page and printout"),
    ADMINISTER,
)


def _kept(tx: Transaction, verb: str, record: object, columns: Mapping[str, Any]) -> None:
    """Only the change of settings writes them, and whoever undoes it holds what the setting needs."""
    name = columns["name"] if record is None else record.name  # type: ignore[attr-defined]
    needs = next((each.needs for each in declared(tx.actor) if each.name == name), "people.setting.edit")
    if not tx.actor.may(needs):
        raise Forbidden(needs)
    generation.bump(generation.SETTINGS)


saved_settings = Resource(
    SavedSetting,
    label=_("Settings"),
    label_one=_("Setting"),
    title="name",
    fields=[Text("name", label=_("Name"), required=True), Text("value", label=_("Value"), max=2000)],
    rows=Rows(everyone=True),
    on_write=_kept,
    tells=(),
)


def declared(actor: Actor) -> tuple[Setting, ...]:
    """Everything that can be set in this house."""
    return tuple(item for item in actor.host.items if isinstance(item, Setting))


def as_set(items: Iterable[object]) -> dict[str, Any]:
    """The value of each Setting among `items`: what was saved where it still fits, else the default."""
    saved = dict(rows("SELECT name, value FROM people_setting WHERE deleted_at IS NULL ORDER BY id"))
    settings = [item for item in items if isinstance(item, Setting)]
    found = {each.name: each.default for each in settings}
    for each in settings:
        if each.name in saved:
            value = json.loads(saved[each.name])
            found[each.name] = value if each.fits(value) else each.default
    return found


def save_settings(actor: Actor, values: Mapping[str, Any], **options: Any) -> Done:
    """Set what `values` name, as one change that can be undone; it holds for all processes within two seconds.

    Raises Forbidden where the actor may not set one of them, InvalidValues for a value that does not fit.
    """
    return _SAVE(actor, values=dict(values), **options)


class _Save(Change):
    """Each setting says itself which permission it needs."""

    def _permit(self, actor: Actor) -> None:
        return None


def _save(tx: Transaction, *, values: dict[str, Any]) -> None:
    known = {each.name: each for each in declared(tx.actor)}
    if wrong := {name: fault for name, value in values.items() if (fault := _fault(known.get(name), value))}:
        raise InvalidValues(wrong)
    for name, value in values.items():
        if not tx.actor.may(known[name].needs):
            raise Forbidden(known[name].needs)
        kept = SavedSetting.get_or_none((SavedSetting.name == name) & SavedSetting.deleted_at.is_null())
        if kept is not None:
            tx.set(kept, value=json.dumps(value))
        elif value != known[name].default:
            tx.add(saved_settings, name=name, value=json.dumps(value))


def _fault(setting: Setting | None, value: Any) -> Message | None:
    if setting is None:
        return _("There is no such setting.")
    if not setting.fits(value):
        return _("This value does not fit.")
    if setting.kind is int and not 0 <= value <= LARGEST:
        return _("Enter a whole number from 0 to {most}.").format(most=LARGEST)
    return setting.check(value) if setting.check else None


_SAVE = _Save("people.setting.save", _save)
