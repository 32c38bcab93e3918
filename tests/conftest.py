"""Fixtures of the host's own tests; those that plugin authors share are in guanxi.testing.plugin."""
