"""A bare Flask app for a web server: the floor of everything that a process costs; nothing of guanxi is imported here."""

from __future__ import annotations

from bench.floors import hello_app

application = hello_app()
