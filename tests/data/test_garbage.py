"""Garbage is searched seldom while anybody asks for it, and as often as before when the last one has ended."""

from __future__ import annotations

import gc

from guanxi.data.garbage import SELDOM, seldom_searched


def test_the_last_block_sets_back_what_the_first_one_found() -> None:
    before = gc.get_threshold()
    first, second = seldom_searched(), seldom_searched()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() == (SELDOM, *before[1:])
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before
