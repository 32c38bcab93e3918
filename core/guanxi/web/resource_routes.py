"""The addresses of a resource: each face answers under the resource's path, behind the resource's own permissions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

from guanxi.people.collaborating import SHARE
from guanxi.people.escalation import ADMINISTER
from guanxi.people.revealing import UNMASK, has_masks
from guanxi.plugins.mount import Route
from guanxi.resources.boards import Board
from guanxi.resources.calendars import Calendar
from guanxi.resources.faces import Faces, Form, List, Record
from guanxi.web import (
    alike_pages,
    attachment_pages,
    board_adding,
    board_moving,
    board_pages,
    bulk_pages,
    calendar_moving,
    calendar_pages,
    deletion,
    explained,
    export_pages,
    facet_pages,
    field_history,
    filter_pages,
    form_pages,
    histories,
    import_pages,
    import_run_pages,
    line_pages,
    list_groups,
    list_pages,
    list_totals,
    lookup,
    neighbour_pages,
    peek_pages,
    print_pages,
    record_pages,
    reply_pages,
    row_pages,
    sharing_pages,
    tag_pages,
    timeline_pages,
    timeline_pins,
    unmasking,
    view_pages,
)
from guanxi.web.view_bar import opening
from guanxi.work.attachments import attachments
from guanxi.work.replies import replies
from guanxi.work.views.changes import save_view

LINES, FILES, ANSWERS = "lines", "files", "answers"
SAVE_VIEW = save_view.name
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")

# face, rule below the resource's path, name of the view, methods, action (or whole permission; empty: the board's) that is needed, function
TABLE: tuple[tuple[Any, str, str, tuple[str, ...], str, Callable[..., Any]], ...] = (
    (List, "", "list", GET, "view", opening(list_pages.list_page)),
    (List, "count", "count", GET, "view", list_pages.count),
    (List, "totals", "totals", GET, "view", list_totals.totals_row),
    (List, "groups", "groups", GET, "view", list_groups.group_heads),
    (List, "grouped", "grouped", GET, "view", list_groups.group_rows),
    (List, "grouping", "grouping", GET, "view", list_groups.grouping_chooser),
    (List, "filter", "filter", GET, "view", filter_pages.filter_builder),
    (List, "filter/row", "filter_row", GET, "view", filter_pages.filter_row),
    (List, "facets", "facets", GET, "view", facet_pages.facets),
    (List, "columns", "columns", GET, "view", list_pages.column_chooser),
    (List, "views", "views", GET, "view", view_pages.menu),
    (List, "views", "save_view", POST, SAVE_VIEW, view_pages.save),
    (List, "bin", "bin", GET, "delete", deletion.bin_page),
    (List, "delete", "delete_selected", POST, "delete", deletion.delete_selected),
    (List, "export", "export", BOTH, "export", export_pages.export_list),
    (List, "print", "print", GET, "export", print_pages.print_list),
    (List, "export/menu", "export_menu", GET, "export", export_pages.export_menu),
    (Board, "board/", "board", GET, "view", opening(board_pages.board_page)),
    (Board, "board/heads", "board_heads", GET, "view", board_pages.heads),
    (Board, "board/more", "board_more", GET, "view", board_pages.more),
    (Board, "board/filter", "board_filter", GET, "view", board_pages.board_filter),
    (Board, "board/facets", "board_facets", GET, "view", partial(facet_pages.facets, place="board")),
    (Board, "board/cards", "board_cards", GET, "view", board_pages.card_fields),
    (Board, "board/kept", "board_kept", POST, "view", board_pages.keep),
    (Board, "board/new", "board_new", BOTH, "create", board_adding.new_card),
    (Board, "board/<int:id>/move", "board_move", BOTH, "", board_moving.move_page),
    (Calendar, "calendar/", "calendar", GET, "view", opening(calendar_pages.calendar_page)),
    (Calendar, "calendar/filter", "calendar_filter", GET, "view", calendar_pages.calendar_filter),
    (Calendar, "calendar/<int:id>/move", "calendar_move", BOTH, "edit", calendar_moving.move_page),
    (
        Calendar,
        "calendar/facets",
        "calendar_facets",
        GET,
        "view",
        partial(facet_pages.facets, place="calendar"),
    ),
    (Form, "new", "new", BOTH, "create", form_pages.new_page),
    (Form, "alike", "alike", POST, "create", alike_pages.hint),
    (None, "lookup", "lookup_titles", GET, "view", lookup.titles),
    (None, "lookup/<name>", "lookup", GET, "view", lookup.lookup),
    ("import", "import", "import", BOTH, "import", import_pages.import_page),
    ("import", "import/<int:id>", "import_run", BOTH, "import", import_run_pages.run_page),
    ("import", "import/<int:id>/progress", "import_progress", GET, "import", import_run_pages.progress),
    ("import", "import/<int:id>/errors", "import_errors", GET, "import", import_run_pages.errors),
    ("import", "import/<int:id>/stop", "import_stop", POST, "import", import_run_pages.stop),
    ("import", "import/<int:id>/go-on", "import_go_on", POST, "import", import_run_pages.go_on),
    ("import", "import/<int:id>/revert", "import_revert", POST, "import", import_run_pages.revert),
    (Record, "<int:id>", "record", GET, "view", record_pages.record_page),
    (Form, "<int:id>/edit", "edit", BOTH, "edit", form_pages.edit_page),
    (Record, "<int:id>/field/<name>", "field", BOTH, "view", record_pages.field_in_place),
    (Record, "<int:id>/field/<name>/history", "field_history", GET, "view", field_history.field_history),
    (Record, "<int:id>/field/<name>/restore", "restore_value", POST, "edit", field_history.restore_value),
    (Record, "<int:id>/shares", "shares", BOTH, SHARE, sharing_pages.shares_page),
    (Record, "<int:id>/shares/<int:user>/end", "end_share", POST, "view", sharing_pages.end_one),
    (List, "share", "share_selected", POST, SHARE, sharing_pages.share_selected),
    (List, "edit-many", "edit_selected", POST, "edit", bulk_pages.edit_selected),
    (List, "tags", "tag_selected", POST, "edit", tag_pages.tag_selected),
    (Record, "<int:id>/unmask/<name>", "unmask", BOTH, UNMASK, unmasking.unmask_field),
    (Record, "<int:id>/peek", "peek", GET, "view", peek_pages.peek),
    (List, "<int:id>/row", "row", GET, "view", row_pages.row),
    (List, "<int:id>/neighbours", "neighbours", GET, "view", neighbour_pages.beside),
    (Record, "<int:id>/history", "history", GET, "view", histories.history_page),
    (Record, "<int:id>/timeline", "timeline", GET, "view", timeline_pages.older),
    (Record, "<int:id>/timeline/pin", "pin", POST, "view", timeline_pins.pin),
    (Record, "<int:id>/timeline/<name>", "quick", BOTH, "view", timeline_pages.quick_form),
    (ANSWERS, "<int:id>/reply", "reply", BOTH, replies.permission("create"), reply_pages.reply_to),
    (Record, "<int:id>/delete", "delete", POST, "delete", deletion.delete_record),
    (None, "<int:id>/restore", "restore", POST, "delete", histories.restore_record),
    (LINES, "of/<name>/<int:id>", "lines", GET, "view", line_pages.table),
    (LINES, "of/<name>/<int:id>/new", "add_line", BOTH, "create", line_pages.add),
    (LINES, "<int:id>/line", "line", BOTH, "edit", line_pages.line),
    (LINES, "<int:id>/line/delete", "delete_line", POST, "delete", line_pages.remove),
    (
        FILES,
        "<int:id>/attachments",
        "attachments",
        GET,
        attachments.permission("view"),
        attachment_pages.list_attachments,
    ),
    (
        FILES,
        "<int:id>/attachments",
        "attach",
        POST,
        attachments.permission("create"),
        attachment_pages.upload,
    ),
    (Record, "<int:id>/rights", "rights", GET, ADMINISTER, explained.rights_page),
)


SHARING = frozenset({"shares", "end_share", "share_selected"})
DELETING = frozenset({"bin", "delete_selected", "delete", "restore"})


def routes_of(
    faces: Faces,
    replaced: Collection[tuple[str, str]] = (),
    *,
    lines: bool = False,
    files: bool = False,
    answers: bool = False,
) -> Iterator[Route]:
    """All addresses of a resource's pages but those `replaced`: (rule, method) of pages that somebody wrote himself.

    `lines` tells that its records are edited on the pages of others, too; `files` that files are kept with them,
    `answers` that they may be answered.
    """
    there = {LINES: lines, FILES: files and faces.has(Record), ANSWERS: answers}
    resource = faces.resource
    for face, rest, name, methods, action, function in TABLE:
        rule = f"/{resource.path}/{rest}"
        left = tuple(method for method in methods if (rule, method) not in replaced)
        if left and there.get(face, faces.has(face)) and _applies(faces, name):
            yield Route(
                rule=rule,
                endpoint=f"{faces.endpoint}.{name}",
                methods=left,
                needs=_needs(faces, action),
                plugin=resource.plugin,
                function=partial(function, faces=faces),
            )


def _needs(faces: Faces, action: str) -> str:
    """The whole permission; moving a card needs what the board's own change does."""
    if not action and faces.board is not None:
        return faces.board.needs
    return action if "." in action else faces.resource.permission(action)


def _applies(faces: Faces, name: str) -> bool:
    """Tell whether the records have what the view needs: something masked, a bin."""
    if name in SHARING:
        return faces.resource.rows.shared
    if name == "tag_selected":
        return faces.resource.tags
    if name == UNMASK:
        return has_masks(faces.resource)
    return name not in DELETING or faces.has("delete")
