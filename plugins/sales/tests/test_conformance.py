"""What every plugin must keep to, kept by sales."""

from guanxi.testing.conformance import PluginTests


class TestSales(PluginTests):
    """The tests that every plugin inherits."""

    plugin = "sales"
