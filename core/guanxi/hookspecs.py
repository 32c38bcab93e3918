"""All hooks of the host itself; a plugin's own hooks stand in its ``hookspecs.py``, prefixed with its name."""

from __future__ import annotations

from guanxi.plugins.demo import DemoData
from guanxi.plugins.markers import hookspec


@hookspec
def mount() -> list[object]:
    """Everything that the plugin brings: pages, menu items, resources with their faces, slots, jobs, settings.

    Called once for each app, without an actor. Returns a list of mount items. If it raises or returns anything else, the
    plugin is not started, the plugins that need it wait, and the host serves without them.
    """
    raise NotImplementedError


@hookspec
def demo_data() -> DemoData | None:
    """What the plugin adds when the host is filled with demo data; asked in the order of the plugins.

    Returns a DemoData, or None. If it raises, the demo data of the others are written all the same.
    """
    raise NotImplementedError
