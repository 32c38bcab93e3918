"""The way from a record to a help note about it to its owner, for whoever looks after his work."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from guanxi.data.messages import translator
from guanxi.records.former import Former
from guanxi.records.ref import Ref
from guanxi.web.record_view import USER, RecordView
from guanxi.web.team_status_pages import STATUS
from guanxi.work.team.reach import is_lead, leads

_ = translator("guanxi")


def help_offer(view: RecordView) -> list[dict[str, Any]]:
    """The entry of a record's menu; none for whose work one does not look after, and none where the owner is not told."""
    owner = view.values.get("owner")
    told = any(field.name == "owner" for field in view.fields)
    if not (is_lead(view.actor) and told and owner) or view.record.deleted_at is not None:
        return []
    name = view.titles.get((USER, owner), "")
    if not name or isinstance(name, Former) or not leads(view.actor, owner):
        return []
    about = quote(Ref(view.resource.name, view.record.id).text)
    label = _("Help note to {name}").format(name=name)
    return [{"label": label, "href": f"{STATUS}/{owner}?about={about}#help", "icon": "life-buoy"}]
