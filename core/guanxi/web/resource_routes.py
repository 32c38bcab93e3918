"""The addresses of a resource: each face answers under the resource's path, behind the resource's own permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from guanxi.plugins.mount import Route
from guanxi.resources.faces import Faces
from guanxi.web import deletion, form_pages, histories, import_pages, list_pages, lookup, record_pages

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")

# rule below the resource's path, name of the view, methods, action whose permission is needed, function
TABLE: tuple[tuple[str, str, tuple[str, ...], str, Callable[..., Any]], ...] = (
    ("", "list", GET, "view", list_pages.list_page),
    ("count", "count", GET, "view", list_pages.count),
    ("filter", "filter", GET, "view", list_pages.filter_builder),
    ("columns", "columns", GET, "view", list_pages.column_chooser),
    ("bin", "bin", GET, "delete", deletion.bin_page),
    ("delete", "delete_selected", POST, "delete", deletion.delete_selected),
    ("new", "new", BOTH, "create", form_pages.new_page),
    ("lookup/<name>", "lookup", GET, "view", lookup.lookup),
    ("import", "import", BOTH, "import", import_pages.import_page),
    ("import/errors/<token>", "import_errors", GET, "import", import_pages.error_file),
    ("import/undo", "import_undo", POST, "import", import_pages.undo_import),
    ("<int:id>", "record", GET, "view", record_pages.record_page),
    ("<int:id>/edit", "edit", BOTH, "edit", form_pages.edit_page),
    ("<int:id>/field/<name>", "field", BOTH, "view", record_pages.field_in_place),
    ("<int:id>/history", "history", GET, "view", histories.history_page),
    ("<int:id>/delete", "delete", POST, "delete", deletion.delete_record),
    ("<int:id>/restore", "restore", POST, "delete", histories.restore_record),
)


def routes_of(faces: Faces) -> Iterator[Route]:
    """All addresses of a resource's pages."""
    resource = faces.resource
    for rule, name, methods, action, function in TABLE:
        yield Route(
            rule=f"/{resource.path}/{rule}",
            endpoint=f"{faces.endpoint}.{name}",
            methods=methods,
            needs=resource.permission(action),
            plugin=resource.plugin,
            function=partial(function, faces=faces),
        )
