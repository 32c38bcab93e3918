"""What a WSGI server loads: ``guanxi.wsgi:application``."""

from __future__ import annotations

from guanxi.app import live

application = live()
