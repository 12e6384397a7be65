"""Home of the test that every stored code a page shows has words in both languages."""

from __future__ import annotations

import pytest

from xiaowei.connectors.tabular.columns import load
from xiaowei.connectors.tabular.kinds import FOLDERS
from xiaowei.domain import delivery, evaluation, funding, identification, selection
from xiaowei.domain.flow import Flow, Kind
from xiaowei.domain.wording import known_keys
from xiaowei.stages.intake.reading import SAID

HIDDEN = {"content_digest"}


@pytest.mark.parametrize("kind", FOLDERS)
def test_every_column_of_a_sheet_has_words(kind: str) -> None:
    columns = load(FOLDERS[kind])
    known = known_keys()
    assert [f for f in columns.names if f"sheet_column.{f}" not in known] == []
    for group in columns.essential:
        assert {f"missing_column.{group[0]}", f"absent_column.{group[0]}"} <= known
    assert [g[0] for g in columns.missed if f"missing_column.{g[0]}" not in known] == []


def test_every_field_that_a_later_sheet_changes_has_words() -> None:
    assert [f for f in (*SAID, "place", "topic") if f not in HIDDEN
            and f"field.{f}" not in known_keys()] == []  # fmt: skip


def test_every_paper_that_a_sheet_may_lack_has_words() -> None:
    rooms = (identification, selection, funding, delivery, evaluation)
    flows = (flow for room in rooms for flow in vars(room).values() if isinstance(flow, Flow))
    papers = {g.code for flow in flows for arrow in flow.arrows for g in arrow.guards
              if g.kind is Kind.PAPERS}  # fmt: skip
    assert "settlement_audited" in papers
    assert sorted(code for code in papers if f"paper.{code}" not in known_keys()) == []
