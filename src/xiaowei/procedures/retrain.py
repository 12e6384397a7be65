"""Home of learning topics from the house's own tickets, and of letting a model tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xiaowei.analysis.categorising import Categoriser, macro_f1
from xiaowei.analysis.modelcards import learn_with_card
from xiaowei.analysis.modelfiles import digest_of, save
from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.roles import SYSTEM
from xiaowei.stages.identification.operations import regroup
from xiaowei.stages.intake import operations as intake
from xiaowei.stages.intake.examples import Examples, lessons
from xiaowei.stages.intake.operations.learning import Judged
from xiaowei.stages.intake.trained import file_of, folder, model_in_use, stored


@dataclass(frozen=True)
class Retrained:
    """The name of a model that was learnt and kept, and whether it tells topics from now on."""

    model: str
    taken: bool


def retrain(*, anyway: bool = False, by: Actor, on: date, at: datetime) -> Retrained:
    """Learn from the tickets whose topic people told, keep the model, and use it unless it is worse.

    A model that does worse on the tickets held out than the one in use is kept, and used only `anyway`.
    The learning takes a while and is done before anything is written.

    :raises RuleBroken: `too_few_examples`
    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "retrain")
    found = lessons()
    model, card = learn_with_card(found.learnt.texts, found.learnt.topics, on)
    judged = _judged(model, found.held_out)
    digest = digest_of(model, card)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    save(file_of(digest), model, card)
    with transaction.atomic():
        kept = intake.keep_model(
            digest=digest, card=card.as_json(), judged=judged, by=by, on=on, at=at
        )
        taken = anyway or not judged.is_worse
        if taken:
            use_model(name=digest, by=by, on=on, at=at)
    return Retrained(str(kept), taken)


@transaction.atomic
def use_model(*, name: str, by: Actor, on: date, at: datetime) -> str:
    """Let a kept model tell topics, and return its name; the tickets that wait for one are told anew.

    :raises RuleBroken: `model_file_gone`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    chosen = intake.use_model(name=name, by=by, on=on, at=at)
    cause = f"model:{chosen}"
    keys = intake.resettle(cause=cause, waiting_for="model", by=by, on=on, at=at)
    regroup(keys=keys, cause=cause, by=by, on=on, at=at)
    return str(chosen)


def _judged(model: Categoriser, held_out: Examples) -> Judged:
    """Return how a model does on what is held out, beside the one in use."""
    f1 = _f1(model, held_out)
    now = model_in_use()
    before = stored(now.digest) if now else None
    if now is None or before is None:
        return Judged(len(held_out.texts), f1)
    return Judged(len(held_out.texts), f1, str(now), _f1(before, held_out))


def _f1(model: Categoriser, held_out: Examples) -> float:
    told = [one.name for one in model.categorise(held_out.texts)]
    return round(macro_f1(told, held_out.topics), 4)
