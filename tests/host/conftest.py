"""An installation whose web processes are real: its database, its data, and the cookie of a seller who is signed in."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from guanxi.records.host import new_id, nonce, now
from guanxi.testing.broker import free_port
from guanxi.testing.databases import Database
from guanxi.testing.outcomes import Uses
from guanxi.testing.served import COMMAND, Served, whole_server
from guanxi.testing.site import ADDRESS, Site


@dataclass
class Installation:
    """`serve(processes)` is ``guanxi serve`` over it, to be used in a with block; `type` types a command for it."""

    site: Site
    cookie: str
    serve: Callable[..., Served]
    type: Callable[..., None]


@pytest.fixture
def make_installation(db: Database, tmp_path: Path, uses: Uses) -> Callable[[], Installation]:
    """Makes the installation with every plugin that is installed by then; the clock runs, as it does in its processes."""

    def make() -> Installation:
        site = Site.anew(db, tmp_path, uses, clock=now, new_id=new_id, nonce=nonce)
        client = site.sign_in("seller.shanghai").client
        host = ADDRESS.removeprefix("http://").partition(":")[0]
        cookie = client.get_cookie("guanxi", domain=host)
        assert cookie is not None

        def serve(processes: int = 1) -> Served:
            return whole_server(tmp_path, db.url, free_port(), workers=processes)

        def type_command(*words: str) -> None:
            env = {"GUANXI_DATA": str(tmp_path), "GUANXI_DATABASE": db.url}
            subprocess.run([*COMMAND, *words], env=os.environ | env, check=True, stdout=subprocess.DEVNULL)

        return Installation(site, f"guanxi={cookie.value}", serve, type_command)

    return make


@pytest.fixture
def installation(make_installation: Callable[[], Installation]) -> Installation:
    return make_installation()
