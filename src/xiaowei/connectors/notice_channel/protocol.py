"""Home of the protocol of a channel: e-mail and file keep it, an SMS or WeCom gateway would too."""

from __future__ import annotations

from typing import Protocol

from xiaowei.domain.messages import Letter


class Channel(Protocol):
    """A way out: handed a letter, it returns when the other side has taken it."""

    @property
    def name(self) -> str:
        """The name under which sendings are booked."""

    @property
    def needs_address(self) -> bool:
        """Whether a letter without an address can't go this way."""

    def send(self, letter: Letter) -> None:
        """Hand a letter over; the same `letter.key` is the same letter to its receiver.

        :raises SourceDown: the channel is down, nothing else will go through now
        :raises BadInput: this letter is refused, others may go
        """
