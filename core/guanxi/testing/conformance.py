"""The tests that every plugin inherits: ``class TestFleet(PluginTests): plugin = "fleet"`` and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guanxi.plugins.mount import PUBLIC
from guanxi.testing.databases import Database

if TYPE_CHECKING:
    from flask import Flask

    from guanxi.composition import House
    from guanxi.plugins.discovery import Manifest
    from guanxi.plugins.mount import Route

LANGUAGE = "zh"
EXTRACTED = [("**/tests/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]


class PluginTests:
    """What must hold of every plugin. `plugin` is its name; leave a test out by setting it to None, with the reason beside it."""

    plugin = ""

    def test_it_starts(self, house: House) -> None:
        """The host starts it and has nothing to say against it."""
        told = [str(each) for each in (*house.plugins.failures, *house.plugins.problems)]
        assert self.plugin in house.plugins.names, "\n".join(told) or f"{self.plugin!r} is not installed"

    def test_migrations_lead_to_its_models(self, db: Database) -> None:
        """All migrations make exactly the tables of the models, and each can be undone."""
        from guanxi.plugins.migrating import models_of, owner_of
        from guanxi.testing.migrations import assert_migrations_lead_to

        owner = owner_of(self._manifest())
        assert_migrations_lead_to(models_of(owner), owner)

    def test_every_text_is_translated(self) -> None:
        """Each text of code and templates has an entry in the Chinese catalogue; what is missing is printed ready to fill in."""
        known = {
            entry.id[0] if isinstance(entry.id, tuple) else entry.id
            for entry in self._catalogue()
            if entry.string
        }
        missing = [text for text in dict.fromkeys(self._texts()) if text not in known]
        lines = "".join(f'\nmsgid "{text}"\nmsgstr ""\n' for text in missing)
        assert not missing, f"add these to {self._catalogue_file()}, with their translation:\n{lines}"

    def test_every_page_opens(self, app: Flask, client_of: Callable[..., Any]) -> None:
        """The administrator opens each page that needs no record, in both languages."""
        for language in ("en", LANGUAGE):
            browser = client_of("admin", language=language)
            for route in self._pages(app):
                answer = browser.get(route.rule)
                assert answer.status_code < 400, f"{route.rule} answers {answer.status_code}"

    def test_no_page_opens_for_nobody(self, app: Flask, client_of: Callable[..., Any]) -> None:
        """Who is not signed in is sent to the sign-in page by each page that is not PUBLIC."""
        stranger = client_of()
        for route in self._pages(app):
            if route.needs is not PUBLIC:
                assert stranger.get(route.rule).status_code in (302, 303, 401), route.rule

    def test_permissions_carry_its_name(self, house: House) -> None:
        """What its pages, slots and changes need begins with its name, or with that of a plugin it needs."""
        from guanxi.plugins.mount import Pages, Slot
        from guanxi.records.change import Change

        items = house.plugins.items[self.plugin]
        needed = [view.needs for item in items if isinstance(item, Pages) for view in item.views]
        needed += [item.needs for item in items if isinstance(item, Slot)]
        needed += [item.name for item in items if isinstance(item, Change)]
        known = {self.plugin, *self._manifest().needs}
        foreign = [
            name
            for name in needed
            if isinstance(name, str) and "." in name and name.partition(".")[0] not in known
        ]
        assert not foreign

    def _manifest(self) -> Manifest:
        from guanxi.plugins.discovery import installed

        return next(each for each in installed() if each.name == self.plugin)

    def _folder(self) -> Path:
        from importlib.resources import files

        return Path(str(files(self._manifest().package)))

    def _catalogue_file(self) -> Path:
        return self._folder() / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"

    def _catalogue(self) -> Any:
        from babel.messages.pofile import read_po

        path = self._catalogue_file()
        if not path.is_file():
            return []
        with path.open("rb") as source:
            return read_po(source, locale=LANGUAGE)

    def _texts(self) -> Iterator[str]:
        from babel.messages.extract import extract_from_dir

        found = extract_from_dir(str(self._folder()), method_map=EXTRACTED, keywords={"_": None})
        for _file, _line, text, _comments, _context in found:
            yield text[0] if isinstance(text, tuple) else text

    def _pages(self, app: Flask) -> Iterator[Route]:
        from guanxi.web.routing import route_map

        for route in route_map(app).values():
            if route.plugin == self.plugin and "GET" in route.methods and "<" not in route.rule:
                yield route
