"""The two marks of pluggy under the host's name: what is a hook, and who takes part in one."""

from __future__ import annotations

from pluggy import HookimplMarker, HookspecMarker

PROJECT = "guanxi"

hookspec = HookspecMarker(PROJECT)
hookimpl = HookimplMarker(PROJECT)
