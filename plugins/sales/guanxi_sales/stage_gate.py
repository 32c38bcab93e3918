"""What follows from the stage of a deal, and what a deal needs before it enters one: asked of every write, whoever makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.api import Choices, InvalidValues, LongText, Message, Transaction, translator
from guanxi_sales.choices import LOST, OPEN
from guanxi_sales.models import Deal, Stage
from guanxi_sales.passages import forget_passage, keep_passage
from guanxi_sales.pipelines import NEEDABLE

_ = translator("guanxi_sales")
_NEEDED = Choices("needed", choices=NEEDABLE)
_LINES = LongText("checked", max=10_000)
COLUMN = {"company": "company_id", "person": "person_id", "product": "product_id"}
Columns = dict[str, Any]


def keep_stage(tx: Transaction, verb: str, record: Any, columns: Columns) -> None:
    """Complete what follows from the stage that is about to be written; refuse where something is missing to enter it."""
    if tx.undoes is not None:
        if verb == "set" and "stage_id" in columns:
            forget_passage(record, columns["stage_id"])
        return
    if record is None:
        if wrong := _begin(tx, columns, _stages()):
            raise InvalidValues(wrong)
    elif verb == "set" and {"stage_id", "pipeline_id"} & columns.keys():
        _move(tx, record, columns)
    elif verb == "set" and columns.get("closed_on") and record.state == OPEN:
        raise InvalidValues({"closed_on": NOT_CLOSED})


def keep_stages_of_many(tx: Transaction, rows: Sequence[Columns]) -> dict[int, InvalidValues]:
    """The same for many new deals: the stages are read once for all of them."""
    known = _stages()
    return {
        place: InvalidValues(wrong) for place, row in enumerate(rows) if (wrong := _begin(tx, row, known))
    }


def _stages() -> dict[int, Stage]:
    """All living stages by id, those of pipelines in use first, in their order; there are few."""
    found = (
        Stage.select().where(Stage.deleted_at.is_null()).order_by(Stage.pipeline_id, Stage.position, Stage.id)
    )
    return {stage.id: stage for stage in found}


def _begin(tx: Transaction, columns: Columns, known: Mapping[int, Stage]) -> dict[str, Message]:
    """Where a new deal begins: the stage named, else the first of its pipeline, else the first there is."""
    stage = known.get(columns.get("stage_id") or 0) or _first(known, columns.get("pipeline_id"))
    if stage is None:
        return {}
    columns["stage_id"] = stage.id
    if columns.get("pipeline_id") not in (None, stage.pipeline_id):
        return {"stage": OF_ANOTHER}
    if stage.state == OPEN and columns.get("closed_on"):
        return {"closed_on": NOT_CLOSED}
    if wrong := missing(stage, columns):
        return wrong
    since = columns.get("closed_on") or columns.get("engaged_on") or ""
    columns["furthest_id"] = furthest(stage, None, known)
    _enter(tx, stage, columns, _moment(tx, since) if since and since < tx.today.isoformat() else tx.now)
    return {}


def _move(tx: Transaction, record: Deal, columns: Columns) -> None:
    known = _stages()
    if "stage_id" in columns:
        stage = known.get(columns["stage_id"] or 0)
        asked = columns.get("pipeline_id")
        if stage is not None and asked not in (None, stage.pipeline_id):
            raise InvalidValues({"stage": OF_ANOTHER})
    else:
        stage = _first(known, columns["pipeline_id"])
    if stage is None:
        raise InvalidValues({"stage": _("Choose a stage.")})
    whole = {name: columns.get(name, _kept(record, name)) for name in (*record._meta.columns, *columns)}
    if wrong := missing(stage, whole):
        raise InvalidValues(wrong)
    columns["stage_id"] = stage.id
    keep_passage(tx, record)
    columns["furthest_id"] = furthest(stage, known.get(record.furthest_id or 0), known)
    if stage.state == OPEN:
        columns |= {"closed_on": None, "lost_reason": None}
    elif not whole.get("closed_on"):
        columns["closed_on"] = tx.today.isoformat()
    if stage.state != "lost":
        columns["lost_reason"] = None
    _enter(tx, stage, columns, tx.now)


def furthest(stage: Stage, former: Stage | None, known: Mapping[int, Stage]) -> int | None:
    """How far a deal has come that enters a stage: to be lost leads nowhere, and going back takes nothing away but a win."""
    if stage.state == LOST:
        if former is not None and former.pipeline_id == stage.pipeline_id and former.state == OPEN:
            return int(former.id)
        begun = next(
            (s for s in known.values() if s.pipeline_id == stage.pipeline_id and s.state == OPEN), None
        )
        return int(begun.id) if begun else None
    stands = (
        former is not None and former.pipeline_id == stage.pipeline_id and former.state == stage.state == OPEN
    )
    if stands and former is not None and former.position > stage.position:
        return int(former.id)
    return int(stage.id)


def _first(known: Mapping[int, Stage], pipeline: int | None) -> Stage | None:
    return next((each for each in known.values() if pipeline in (None, each.pipeline_id)), None)


def _enter(tx: Transaction, stage: Stage, columns: Columns, since: datetime) -> None:
    columns |= {"pipeline_id": stage.pipeline_id, "state": stage.state}
    if columns.get("probability") is None:
        columns["probability"] = stage.probability
    if stage.state != OPEN and not columns.get("closed_on"):
        columns["closed_on"] = tx.today.isoformat()
    columns["entered_stage_at"] = int(since.timestamp() * 1000)
    limit = stage.limit_days if stage.state == OPEN else None
    day = since.astimezone(ZoneInfo(tx.actor.zone)).date()
    columns["stale_on"] = (day + timedelta(days=limit)).isoformat() if limit else None


def missing(stage: Stage, whole: Mapping[str, Any]) -> dict[str, Message]:
    """What a deal with the database values `whole` lacks to enter a stage, as a sentence by field."""
    needed = _NEEDED.from_row((stage.needed,)) or ()
    found: dict[str, Message] = {
        name: _("Needed to enter the stage “{stage}”.", stage=stage.name)
        for name in needed
        if whole.get(COLUMN.get(name, name)) in (None, "")
    }
    left = [each for each in items_of(stage) if each not in set(lines_in(whole.get("checked")))]
    if left:
        found["checked"] = _("Still to be confirmed: {items}", items="; ".join(left))
    return found


def items_of(stage: Stage) -> tuple[str, ...]:
    """What has to be confirmed before a deal enters a stage."""
    return tuple(lines_in(stage.checklist))


def lines_in(text: str | None) -> Iterator[str]:
    """The lines of a text that say something."""
    return (line for each in (text or "").splitlines() if (line := each.strip()))


def _kept(record: Deal, column: str) -> Any:
    """A value as the database holds it, as far as what is missing asks for it."""
    value = record.__data__.get(record._meta.columns[column].name)
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value


def _moment(tx: Transaction, day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(9), ZoneInfo(tx.actor.zone))


OF_ANOTHER = _("This stage belongs to another pipeline.")
NOT_CLOSED = _("An open deal has no day of closing. Choose a stage for won or lost deals first.")
