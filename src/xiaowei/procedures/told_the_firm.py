"""Home of the steps of funding that the firm is told of: who builds is known to delivery."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from xiaowei.stages.delivery.queries import contractor_of
from xiaowei.stages.funding import operations as funding


@transaction.atomic
def pay(*, number: str, **said: Any) -> Any:
    """Pay an instalment by `funding.pay`, to the firm from which the works were ordered.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: those of `funding.pay`
    """
    return funding.pay(number=number, contractor=contractor_of(number), **said)


@transaction.atomic
def withdraw_filing(*, number: str, **said: Any) -> Any:
    """Withdraw a filed project by `funding.withdraw_filing`, and tell the firm that was to build.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: those of `funding.withdraw_filing`
    """
    return funding.withdraw_filing(number=number, contractor=contractor_of(number), **said)


@transaction.atomic
def terminate(*, number: str, **said: Any) -> Any:
    """End a project by `funding.terminate`, and tell the firm that builds.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: those of `funding.terminate`
    """
    return funding.terminate(number=number, contractor=contractor_of(number), **said)
