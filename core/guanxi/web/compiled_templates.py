"""Templates are compiled once in a process: each new app takes the code that the one before it had its templates compiled to."""

from __future__ import annotations

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Keeps the newest code of each template in memory; a template whose text has changed is compiled anew.

    All environments that share it must have the same extensions, filters and options.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the template its code where it is known."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template that was just compiled."""
        if bucket.code is not None:
            self._kept[bucket.key] = bucket.checksum, bucket.code

    def clear(self) -> None:
        """Forget all code."""
        self._kept.clear()


COMPILED = CompiledTemplates()
