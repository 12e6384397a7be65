"""Home of showing what a merge found, at the command line and on the page alike."""

from __future__ import annotations

from typing import Any

from xiaowei.connectors.tabular.writing import split_advice
from xiaowei.domain.town_sheets import Finding
from xiaowei.interfaces.saying import masked


def finding_shown(finding: Finding, language: str) -> dict[str, Any]:
    """Return a finding as the contract has it, personal data masked."""
    wrong, advice = split_advice(finding.error, language, placed=False)
    return {
        "file": finding.file,
        "row": finding.error.row,
        "column": finding.error.column,
        "value": masked(finding.value),
        "rule": finding.error.code,
        "message": masked(wrong),
        "remedy": masked(advice),
        "level": finding.level,
    }
