"""Home of what may be done with problem spots and candidates, one file per step."""

from xiaowei.stages.identification.operations.alarming import raise_alarms, see_alarm
from xiaowei.stages.identification.operations.amending import (
    amend_candidate,
    consult,
    fill_in,
    hand_on,
    take_back,
)
from xiaowei.stages.identification.operations.answering import (
    accept_voice,
    answer_voice,
    decline_voice,
    see_on_site,
)
from xiaowei.stages.identification.operations.deciding import (
    merge_spots,
    split_spot,
    undo_decision,
)
from xiaowei.stages.identification.operations.details import Details, SiteDraft
from xiaowei.stages.identification.operations.following import follow_places
from xiaowei.stages.identification.operations.joining import absorb, drop, share_grounds
from xiaowei.stages.identification.operations.minting import (
    mint_candidate,
    mint_from_spot,
    mint_unasked,
)
from xiaowei.stages.identification.operations.regrouping import regroup
from xiaowei.stages.identification.operations.sighting import hand_sightings, note_sighting
from xiaowei.stages.identification.operations.spots import (
    dismiss_spot,
    log_stop_gap,
    reopen_spot,
    resolve_spot,
)
from xiaowei.stages.identification.operations.visiting import log_visit
from xiaowei.stages.identification.operations.voicing import (
    ask_township,
    propose_work,
    say_still_broken,
    support,
)

__all__ = [
    "Details",
    "SiteDraft",
    "absorb",
    "accept_voice",
    "amend_candidate",
    "answer_voice",
    "ask_township",
    "consult",
    "decline_voice",
    "dismiss_spot",
    "drop",
    "fill_in",
    "follow_places",
    "hand_on",
    "hand_sightings",
    "log_stop_gap",
    "log_visit",
    "merge_spots",
    "mint_candidate",
    "mint_from_spot",
    "mint_unasked",
    "note_sighting",
    "propose_work",
    "raise_alarms",
    "regroup",
    "reopen_spot",
    "resolve_spot",
    "say_still_broken",
    "see_alarm",
    "see_on_site",
    "share_grounds",
    "split_spot",
    "support",
    "take_back",
    "undo_decision",
]
