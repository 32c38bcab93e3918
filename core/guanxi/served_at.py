"""Where this machine serves the installation at the moment: one `guanxi serve` a data folder, known to commands that print links."""

from __future__ import annotations

import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from guanxi.config import Config

TRIES, BETWEEN_S = 20, 0.05
_BEYOND = 1 << 30
"""Where the locked byte lies on Windows: past the address, which others may read."""


class ServedAlready(Exception):
    """This machine serves the data folder already; the text says where and what to do."""


@contextmanager
def held(config: Config) -> Iterator[None]:
    """Be the one that serves the data folder on this machine, and keep the address there; raises ServedAlready.

    The lock ends with its process however that ends, so what a killed one has left stops nobody. Several machines may share
    a data folder, each with a file of its own. Where the folder knows no locks, nobody is refused.
    """
    config.data.mkdir(parents=True, exist_ok=True)
    file = os.open(_file(config), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not any(_taken(file) for _try in range(TRIES)):
            raise ServedAlready(_why_not(config))
        os.ftruncate(file, 0)
        os.write(file, f"{config.base_url}\n".encode())
        try:
            yield
        finally:
            os.ftruncate(file, 0)
    finally:
        os.close(file)


def as_served(config: Config) -> Config:
    """The settings with the address at which this machine serves the installation now, where it does.

    A port given to ``guanxi serve`` alone is unknown to other commands; their links would lead nowhere.
    """
    try:
        file = os.open(_file(config), os.O_RDWR)
    except OSError:
        return config
    try:
        served = not _locked(file)
    except OSError:
        served = True
    finally:
        os.close(file)
    address = _address(config) if served else ""
    return replace(config, base_url=address) if address.startswith(("http://", "https://")) else config


def _file(config: Config) -> Path:
    machine = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:100]
    return config.data / f"served-at-{machine}"


def _address(config: Config) -> str:
    try:
        return _file(config).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _why_not(config: Config) -> str:
    address = _address(config)
    where = f" at {address}" if address else ""
    return (
        f"The data folder {config.data} is served already{where}. Stop that server first (Ctrl-C where it was started),"
        " or give this one a data folder of its own: GUANXI_DATA."
    )


def _taken(file: int) -> bool:
    """Take the lock; where somebody has it, perhaps a command that only looks, wait a moment and tell so."""
    try:
        taken = _locked(file)
    except OSError:
        return True
    if not taken:
        time.sleep(BETWEEN_S)
    return taken


if sys.platform == "win32":
    import msvcrt

    def _locked(file: int) -> bool:
        """Take the lock until the file is closed; False where another has it."""
        os.lseek(file, _BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(file, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _locked(file: int) -> bool:
        """Take the lock until the file is closed; False where another has it, OSError where there are no locks."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
