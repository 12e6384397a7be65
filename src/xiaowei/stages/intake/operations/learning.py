"""Home of keeping a trained model, and of choosing which one tells topics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.trail.operations import record
from xiaowei.domain.errors import RuleBroken
from xiaowei.domain.roles import SYSTEM
from xiaowei.stages.intake.models import TrainedModel
from xiaowei.stages.intake.trained import model_named, stored


@dataclass(frozen=True)
class Judged:
    """How a model did on tickets held out, and how the one in use did on the same."""

    held_out: int
    macro_f1: float
    beside: str = ""
    beside_f1: float | None = None

    @property
    def is_worse(self) -> bool:
        """Tell whether the model in use did better."""
        return self.beside_f1 is not None and self.macro_f1 < self.beside_f1


@transaction.atomic
def keep_model(
    *, digest: str, card: dict[str, Any], judged: Judged, by: Actor, on: date, at: datetime
) -> TrainedModel:
    """Keep a model whose file is stored; one that is known already stays what it was.

    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "retrain")
    kept, is_new = TrainedModel.objects.get_or_create(
        digest=digest,
        defaults={
            "card": card,
            "held_out": judged.held_out,
            "macro_f1": judged.macro_f1,
            "beside": judged.beside,
            "beside_f1": judged.beside_f1,
            "by_name": by.name[:60],
            "learnt_on": on,
            "at": at,
        },
    )
    if is_new:
        facts = {
            "digest": digest, "rows": card["rows"], "data_digest": card["data_digest"],
            "held_out": judged.held_out, "macro_f1": judged.macro_f1,
            "beside": judged.beside, "beside_f1": judged.beside_f1,
        }  # fmt: skip
        subject, action = f"model:{kept}", "intake.keep_model"
        record(subject=subject, action=action, by=by, on=on, at=at, facts=facts)
    return kept


@transaction.atomic
def use_model(*, name: str, by: Actor, on: date, at: datetime) -> TrainedModel:
    """Let the model whose digest begins so tell topics from now on; the one before is kept.

    :raises RuleBroken: `model_file_gone`
    :raises BadInput: `not_found`
    :raises NotAllowed: `not_permitted`
    """
    by.require(SYSTEM, "", "use_model")
    chosen = model_named(name)
    if stored(chosen.digest) is None:
        raise RuleBroken("model_file_gone", model=chosen)
    before = TrainedModel.objects.filter(in_use=True).exclude(pk=chosen.pk).first()
    TrainedModel.objects.filter(in_use=True).exclude(pk=chosen.pk).update(in_use=False)
    chosen.in_use = True
    chosen.save(update_fields=["in_use"])
    facts = {"digest": chosen.digest, "before": before.digest if before else None}
    subject, action = f"model:{chosen}", "intake.use_model"
    record(subject=subject, action=action, by=by, on=on, at=at, facts=facts)
    return chosen
