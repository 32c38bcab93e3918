"""What tests of the host and of plugins stand on: databases, broker, fixed clock and ids, as fixtures of one pytest plugin.

`guanxi.testing.plugin` holds the fixtures; it is loaded by itself wherever guanxi and pytest are installed.
"""
