"""Errors that every room understands: the one word by which a check refuses a change."""

from __future__ import annotations

from typing import Any

from guanxi.data.messages import Message


class Refused(Exception):
    """A change may not happen, for a reason that the person who asked should read.

    `message` is shown to people; `params` fill its named places. It passes every guard untouched.
    """

    def __init__(self, message: Message | str, **params: Any):
        self.message = message.format(**params) if params and isinstance(message, Message) else message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)
