"""What a WSGI server loads: ``guanxi.wsgi:application``."""

from __future__ import annotations

from guanxi import logs
from guanxi.app import live
from guanxi.config import load

config = load()
logs.configure(config.log_level, config.log_format, config.secrets)
application = live(config)
