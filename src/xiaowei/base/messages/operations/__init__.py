"""Home of what may be done in the channel, one file per kind of act."""

from xiaowei.base.messages.operations.asking import ask, mark_read, withdraw
from xiaowei.base.messages.operations.knocking import knock, require_knocks_left
from xiaowei.base.messages.operations.notices import notify, read_all, read_notice
from xiaowei.base.messages.operations.replying import remark, reply
from xiaowei.base.messages.operations.sending import claim, note_failed, note_sent
from xiaowei.base.messages.operations.whistles import arrive, call_off, conclude, whistle

__all__ = [
    "arrive",
    "ask",
    "call_off",
    "claim",
    "conclude",
    "knock",
    "mark_read",
    "note_failed",
    "note_sent",
    "notify",
    "read_all",
    "read_notice",
    "remark",
    "reply",
    "require_knocks_left",
    "whistle",
    "withdraw",
]
