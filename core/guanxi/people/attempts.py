"""How often somebody may try: a bounded table of buckets that refill by themselves, so that nobody is locked out for long."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from guanxi.data.columns import to_ms
from guanxi.data.database import run, write_transaction


@dataclass(frozen=True)
class Limit:
    """`burst` attempts at once, then one more each `every_s` seconds; `buckets` bounds the rows, 0 where keys are ids."""

    kind: str
    burst: int
    every_s: int
    buckets: int = 0


ACCOUNT = Limit("account", burst=10, every_s=60)
DEVICE = Limit("device", burst=10, every_s=60)
UNKNOWN = Limit("unknown", burst=10, every_s=60, buckets=4096)
ADDRESS = Limit("address", burst=50, every_s=6, buckets=65536)
SETUP = Limit("setup", burst=20, every_s=30, buckets=1)

_TAKE = """
INSERT INTO people_sign_in_attempt (bucket, full_at) VALUES (?, ?)
ON CONFLICT (bucket) DO UPDATE SET full_at =
  CASE WHEN people_sign_in_attempt.full_at > ? THEN people_sign_in_attempt.full_at ELSE ? END + ?
WHERE people_sign_in_attempt.full_at <= ?"""


# guard: attempt-limit
def take(limit: Limit, key: str | int, now: datetime) -> bool:
    """Count one attempt and tell whether it is allowed; a refused one is not counted, so it prolongs nothing."""
    ms, step = to_ms(now), limit.every_s * 1000
    with write_transaction():
        return run(_TAKE, [_bucket(limit, key), ms + step, ms, ms, step, ms + (limit.burst - 1) * step]) == 1


def forget(limit: Limit, key: str | int) -> None:
    """Empty a bucket after a success."""
    with write_transaction():
        run("DELETE FROM people_sign_in_attempt WHERE bucket = ?", [_bucket(limit, key)])


def prune(now: datetime) -> int:
    """Delete the buckets that are empty again; return how many."""
    with write_transaction():
        return run("DELETE FROM people_sign_in_attempt WHERE full_at < ?", [to_ms(now)])


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 of an IPv6 address, which one household has whole."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped) if found.ipv4_mapped else str(IPv6Address(int(found) >> 64 << 64))
    return str(found)


def _bucket(limit: Limit, key: str | int) -> str:
    if not limit.buckets:
        return f"{limit.kind}:{key}"
    digest = hashlib.sha256(f"{limit.kind}:{key}".encode("utf-8", "replace")).digest()
    return f"{limit.kind}:{int.from_bytes(digest[:8], 'big') % limit.buckets}"
