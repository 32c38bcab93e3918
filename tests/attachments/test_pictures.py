"""Pictures: no place, time or device stays in them, how to turn them does; floods and broken ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample_files as files

from guanxi.data.errors import Refused
from guanxi.work import pictures

TELLING = {
    "image/jpeg": files.jpeg(),
    "image/webp": files.webp(),
    "image/png": files.png(3, 2, (b"eXIf", files.PLACE), (b"tEXt", files.PLACE)),
}


def cleaned(content: bytes, media: str, folder: Path) -> bytes:
    source, target = folder / "source", folder / "target"
    source.write_bytes(content)
    assert pictures.clean_copy(source, target, media)
    assert pictures.is_shown(target, media)
    return target.read_bytes()


@pytest.mark.parametrize("media", TELLING)
def test_what_tells_of_place_and_device_is_taken_out(media: str, tmp_path: Path) -> None:
    assert files.PLACE in TELLING[media]
    found = cleaned(TELLING[media], media, tmp_path)
    assert files.PLACE not in found
    (tmp_path / "again").write_bytes(found)
    assert not pictures.clean_copy(tmp_path / "again", tmp_path / "target", media)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_photograph_stays_turned(orientation: int, tmp_path: Path) -> None:
    found = cleaned(files.jpeg(orientation=orientation), "image/jpeg", tmp_path)
    assert b"\x01\x12\0\x03\0\0\0\x01\0" + bytes([orientation]) in found
    assert found.endswith(b"pixels\xff\xd9")


def test_what_follows_the_end_of_a_picture_is_cut_off(tmp_path: Path) -> None:
    found = cleaned(files.png() + b"<script>alert(1)</script>", "image/png", tmp_path)
    assert found == files.png()


FLOODS = {
    "image/png": files.png(50_000, 50_000, pixels=False),
    "image/jpeg": files.jpeg(50_000, 50_000),
    "image/gif": b"GIF89a\x50\xc3\x50\xc3",
    "image/webp": files.webp()[:24] + b"\xff\xff\xff\xff\xff\xff" + files.webp()[30:],
}


@pytest.mark.parametrize("media", FLOODS)
def test_a_head_that_promises_too_many_pixels_is_refused(media: str, tmp_path: Path) -> None:
    (tmp_path / "flood").write_bytes(FLOODS[media])
    assert not pictures.is_shown(tmp_path / "flood", media)
    with pytest.raises(Refused, match="pixels"):
        pictures.clean_copy(tmp_path / "flood", tmp_path / "target", media)


@pytest.mark.parametrize("media", TELLING)
def test_a_picture_cut_off_anywhere_is_refused_and_never_a_failure(media: str, tmp_path: Path) -> None:
    whole = TELLING[media]
    refused = 0
    for length in range(3, len(whole) - 12):
        (tmp_path / "cut").write_bytes(whole[:length])
        try:
            pictures.clean_copy(tmp_path / "cut", tmp_path / "target", media)
        except Refused:
            refused += 1
        pictures.is_shown(tmp_path / "cut", media)
    assert refused > 20
