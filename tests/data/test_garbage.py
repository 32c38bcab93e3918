"""Garbage is searched seldom while anybody asks for it, and as often as before when the last one has ended; what stays is left out."""

from __future__ import annotations

import gc
import weakref

from guanxi.data.garbage import SELDOM, seldom_searched, spare_what_stays


def test_the_last_block_sets_back_what_the_first_one_found() -> None:
    before = gc.get_threshold()
    first, second = seldom_searched(), seldom_searched()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() == (SELDOM, *before[1:])
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before


class _Cycle:
    """Something that only a search for garbage finds."""

    def __init__(self) -> None:
        self.itself = self


def test_what_stays_is_left_out_and_found_as_soon_as_it_is_garbage() -> None:
    before, stays = gc.get_threshold(), _Cycle()
    gone = weakref.ref(stays)
    try:
        spare_what_stays(before)
        assert gc.get_freeze_count() and not any(each is stays for each in gc.get_objects())
        del stays
        gc.collect()
        assert gone() is not None
        spare_what_stays(before)
        assert gone() is None
    finally:
        gc.set_threshold(*before)
