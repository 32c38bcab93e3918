"""What every plugin must keep to, kept by contacts."""

from guanxi.testing.conformance import PluginTests


class TestContacts(PluginTests):
    """The tests that every plugin inherits."""

    plugin = "contacts"
