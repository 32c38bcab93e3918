"""Where this installation is served at the moment, for commands that print links to its pages."""

from __future__ import annotations

from dataclasses import replace

from guanxi.config import Config

NAME = "served-at"


def remember(config: Config) -> None:
    """Write the address into the data folder once the server answers there."""
    (config.data / NAME).write_text(config.base_url + "\n", "utf-8")


def forget(config: Config) -> None:
    """Take the address away when the server has ended."""
    (config.data / NAME).unlink(missing_ok=True)


def as_served(config: Config) -> Config:
    """The settings with the address under which a server of this installation was started, where there is one.

    A port given to ``guanxi serve`` alone is unknown to other commands; their links would lead nowhere.
    """
    try:
        address = (config.data / NAME).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return config
    return replace(config, base_url=address) if address.startswith(("http://", "https://")) else config
