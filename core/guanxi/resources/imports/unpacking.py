"""Files that came packed by gzip: unpacked within the size that an import takes, never further."""

from __future__ import annotations

import zlib

from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.resources.imports.reading import MAX_BYTES, refuse_size

_ = translator("guanxi")

MARK = b"\x1f\x8b"
_BROKEN = _("The packed file is damaged; it cannot be unpacked.")


def unpacked(content: bytes) -> bytes:
    """The bytes themselves, or what they hold where they are packed by gzip; once only, so that nothing unpacks without end.

    Raises Refused where they are damaged, or hold more than an import takes: no more than that is ever unpacked.
    """
    if not content.startswith(MARK):
        return content
    found, left = bytearray(), content
    while left:
        reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            found += reader.decompress(left, MAX_BYTES + 1 - len(found))
        except zlib.error as broken:
            raise Refused(_BROKEN) from broken
        refuse_size(found)
        if not reader.eof:
            raise Refused(_BROKEN)
        left = reader.unused_data.lstrip(b"\0")
    return bytes(found)
