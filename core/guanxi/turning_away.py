"""Ends a listening socket without breaking a connection: new ones are turned away while those that wait are still taken.

Closing a listening socket resets the connections that its processes have not taken yet, although the other side may have
sent its request. On Linux a filter on the socket drops the first packet of further connections; the other side tries again
after a second and is refused then. Elsewhere nothing is done.
"""

from __future__ import annotations

import ctypes
import logging
import socket
import struct
import sys
import time
from contextlib import suppress

log = logging.getLogger("guanxi.serve")
LONGEST_S = 1.0
LOOK_S = 0.02
LOOKS = 5
_SO_ATTACH_FILTER, _SO_DETACH_FILTER = 26, 27
_TCP_INFO_BYTES = 104
_WAITING_AT = 24  # the field tcpi_unacked; of a listening socket it is the length of its queue
# byte 13 of a TCP packet holds its flags; SYN (2) without ACK (16) opens a connection
_DROP_OPENING_PACKETS = (
    (0x30, 0, 0, 13),  # load the flags
    (0x54, 0, 0, 0x12),  # keep SYN and ACK
    (0x15, 0, 1, 0x02),  # SYN alone?
    (0x06, 0, 0, 0),  # then drop the packet
    (0x06, 0, 0, 0xFFFFFFFF),  # else let it in
)


def turn_away(listening: socket.socket) -> bool:
    """Let no new connection in, and wait, a second at most, until those that have come in are taken by some process.

    Returns False where the system cannot do it.
    """
    if sys.platform != "linux":
        return False
    try:
        _attach(listening)
    except OSError as wrong:
        log.debug("new connections cannot be turned away: %s", wrong)
        return False
    limit, empty = time.monotonic() + LONGEST_S, 0
    while empty < LOOKS and time.monotonic() < limit:
        time.sleep(LOOK_S)  # a connection half open may still come in
        empty = 0 if waiting(listening) else empty + 1
    return True


def let_in(listening: socket.socket) -> None:
    """Take connections again on a socket whose last server has turned them away: it outlives its servers."""
    if sys.platform == "linux":
        with suppress(OSError):  # there is no filter
            listening.setsockopt(socket.SOL_SOCKET, _SO_DETACH_FILTER, 0)


def waiting(listening: socket.socket) -> int:
    """How many connections wait to be taken (Linux only)."""
    told = listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    return int(struct.unpack_from("I", told, _WAITING_AT)[0])


def _attach(listening: socket.socket) -> None:
    steps = b"".join(struct.pack("HBBI", *step) for step in _DROP_OPENING_PACKETS)
    kept = ctypes.create_string_buffer(steps)
    program = struct.pack("HL", len(_DROP_OPENING_PACKETS), ctypes.addressof(kept))
    listening.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
