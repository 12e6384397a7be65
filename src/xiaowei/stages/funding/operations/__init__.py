"""Home of money: allot, file, disburse, pay, settle, give back, change, end; each leaves its lines."""

from xiaowei.stages.funding.operations.allotting import allot
from xiaowei.stages.funding.operations.changing import agree_change, ask_change, refuse_change
from xiaowei.stages.funding.operations.conditions import release, withdraw
from xiaowei.stages.funding.operations.correcting import correct
from xiaowei.stages.funding.operations.disbursing import disburse
from xiaowei.stages.funding.operations.ending import claw_back, terminate, withdraw_filing
from xiaowei.stages.funding.operations.filing import charge, file, file_ahead
from xiaowei.stages.funding.operations.paying import note_paid, pay, refund
from xiaowei.stages.funding.operations.reserving import require_room
from xiaowei.stages.funding.operations.settling import give_back, settle

__all__ = [
    "agree_change",
    "allot",
    "ask_change",
    "charge",
    "claw_back",
    "correct",
    "disburse",
    "file",
    "file_ahead",
    "give_back",
    "note_paid",
    "pay",
    "refund",
    "refuse_change",
    "release",
    "require_room",
    "settle",
    "terminate",
    "withdraw",
    "withdraw_filing",
]
