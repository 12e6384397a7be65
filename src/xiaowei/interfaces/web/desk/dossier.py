"""Home of the dossier as plain rows: what stands behind an application, for whoever weighs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.domain.identification import PriceCheck
from xiaowei.interfaces.web.choices import type_name
from xiaowei.interfaces.web.identification.presenters import check_rows
from xiaowei.interfaces.web.shown import as_day, words, yuan

SHOWN_EARLIER = 12


def dossier_page(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the estimate with its band, the sites, the evidence, the talks and earlier works."""
    earlier = told["earlier"]
    return {
        "estimate": told["estimate_fen"],
        "lines": [{**line, **_weighed(line["check"])} for line in told["lines"]],
        "sites": told["sites"],
        "spot": _spot(told["spot"]),
        "stop_gaps": told["stop_gaps"],
        "consultations": told["consultations"],
        "earlier": [_work(one) for one in earlier[:SHOWN_EARLIER]],
        "earlier_more": max(len(earlier) - SHOWN_EARLIER, 0),
        "checks": check_rows(told["checks"]),
    }


def _weighed(price: PriceCheck) -> dict[str, Any]:
    """Return the library's band and how far the price lies from it."""
    if price.low_fen is None:
        return {"band": _("价格库中没有"), "deviation": "", "outside": False, "example": False}
    percent = f"{price.deviation * 100:+.0f}%"
    return {
        "band": f"{yuan(price.low_fen)}–{yuan(price.high_fen)}",
        "deviation": percent if price.deviation else _("区间内"),
        "outside": price.outside,
        "example": price.illustrative,
    }


def _spot(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        **row,
        "kind_said": words(row["kind"], "spot_kind"),
        "first": as_day(row["first_at"]),
        "last": as_day(row["last_at"]),
    }


def _work(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, "type": type_name(one["type_code"]), "state": words(one["state"], "state")}
