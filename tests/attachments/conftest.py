"""A house with one company, and ways to send files to it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.standard import create
from guanxi.work.attachments import Upload, attach

Attach = Callable[..., list[int]]


@pytest.fixture
def company(actor_of: Callable[[str], Actor]) -> Ref:
    """A company of the seller in Shanghai."""
    seller = actor_of("seller.shanghai")
    made = create(seller, seller.host.resources["contacts.company"], {"name": "恒润机械"}).ref
    assert made is not None
    return made


@pytest.fixture
def page_of(company: Ref) -> str:
    """The address of the company's page."""
    return f"/contacts/companies/{company.id}"


@pytest.fixture
def keep(actor_of: Callable[[str], Actor], company: Ref) -> Attach:
    """Attach files (name, content) to the company and return their ids."""

    def make(*files: tuple[str, bytes], by: str = "seller.shanghai", **options: Any) -> list[int]:
        uploads = [Upload(name, io.BytesIO(content)) for name, content in files]
        return [each.id for each in attach(actor_of(by), company, uploads, **options).value]

    return make
