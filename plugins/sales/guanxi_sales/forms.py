"""The form of a deal: the checklist of the stage that it goes to as boxes to tick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.api import Input, RecordForm
from guanxi_sales.deals import deals
from guanxi_sales.models import Stage
from guanxi_sales.stage_gate import items_of, lines_in


class ChecklistInput(Input):
    """The things that stages ask to be confirmed, one box each; what was confirmed before stays ticked."""

    template = "sales/checklist.html"
    items: tuple[str, ...] = ()

    def raw_from(self, formdata: Any) -> str:
        """The lines that are ticked."""
        return formdata.get(self.name, "") or "\n".join(formdata.getlist(f"{self.name}:item"))

    def drawn(self) -> dict[str, Any]:
        """Each thing once, with whether it is ticked."""
        ticked = tuple(lines_in(self.raw if self.raw is not None else self.data))
        return {"boxes": [(item, item in ticked) for item in dict.fromkeys((*self.items, *ticked))]}


class DealForm(RecordForm):
    """The form of a deal, and those of what is done to it."""

    checked = ChecklistInput(deals.by_name["checked"])

    def process(
        self,
        formdata: Any = None,
        obj: Any = None,
        data: Mapping[str, Any] | None = None,
        extra_filters: Any = None,
        **others: Any,
    ) -> None:
        """Find out what there is to confirm: of the stage chosen, else of all stages of the deal's pipeline."""
        super().process(formdata, obj, data, extra_filters, **others)
        checklist = self._fields.get("checked")
        if not isinstance(checklist, ChecklistInput):
            return
        chosen = self._fields.get("stage")
        before, now = (data or {}).get("stage"), chosen.data if chosen is not None else None
        found = Stage.select().where(Stage.deleted_at.is_null()).order_by(Stage.position, Stage.id)
        elsewhere = bool(now) and now != before
        of = Stage.id == now if elsewhere else Stage.pipeline_id == (data or {}).get("pipeline")
        checklist.items = tuple(item for stage in found.where(of) for item in items_of(stage))
