"""Adopting a ledger: full journeys, again, corrected, rejected and mended; told with the demo's sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests import gold, town
from tests.keeping import contents
from xiaowei.base.trail.queries import broken_links, story
from xiaowei.domain.errors import NotAllowed
from xiaowei.journey.briefing import briefing
from xiaowei.stages.delivery.queries import measurements, sites, works
from xiaowei.stages.funding.operations import allot, charge
from xiaowei.stages.funding.queries import envelopes, filing, lines
from xiaowei.stages.identification.operations import fill_in
from xiaowei.stages.identification.queries import candidate
from xiaowei.stages.selection.queries import application, fund_lines_of

pytestmark = pytest.mark.django_db
stand = gold.standing("places")
SOME = tuple(row for row in gold.rows("projects") if row.number[-1] in "15")


def adopt(rows, **more):
    return gold.take_in("projects", rows, **more)


def codes(report):
    return [(one.row, one.error.code) for one in report.rejected]


def completed():
    return next(row for row in SOME if row.accepted_on and row.settled_yuan)


def under_way():
    return next(row for row in SOME if row.finished_on is None)


def test_a_row_says_where_its_project_is():
    row = replace(completed(), lon=116.403847, lat=39.915526, crs="bd09")
    adopt([row])
    found = candidate(row.number)
    assert (round(found.longitude, 3), round(found.latitude, 3)) == (116.391, 39.908)
    assert found.coordinate_system == "bd09"
    assert adopt([row]).same == 1
    assert adopt([replace(row, lon=116.65, lat=39.9, crs="wgs84")]).changed == 1
    assert candidate(row.number).longitude == 116.65


def test_a_row_becomes_a_full_journey():
    row = completed()
    report = adopt([row])
    assert (report.read, report.new, report.rejected) == (1, 1, ())
    asked, filed, built = application(row.number), filing(row.number), works(row.number)
    assert (asked.state, asked.applied_on, asked.approved_on) == (
        "approved",
        row.applied_on,
        row.approved_on,
    )
    assert (filed.state, filed.filed_on, filed.disbursed_on) == (
        "settled",
        row.approved_on,
        row.disbursed_on,
    )
    assert (built.state, built.started_on, built.finished_on, built.accepted_on) == (
        "accepted",
        row.started_on,
        row.finished_on,
        row.accepted_on,
    )
    assert (filed.settled_on, filed.paid_fen, built.in_use_on) == (gold.DAY, None, None)
    assert filed.settled_fen == int(row.settled_yuan * 100)
    assert [m["measured_on"] for m in measurements(row.number)] == [gold.DAY]
    assert all(site["finished"] for site in sites(row.number))
    assert candidate(row.number).state == "handed_on"
    told = [entry["action"] for entry in story(row.number)]
    assert told[0] == "identification.mint" and "funding.settle" in told
    assert broken_links() == []


def test_what_a_sheet_cannot_carry_is_noted_on_its_step():
    row = completed()
    adopt([row])
    missing = {e["action"]: e["facts"].get("not_in_sheet") for e in story(row.number)}
    assert "photo_before" in missing["selection.submit"]
    assert missing["selection.approve"][0] == "three_questions"
    assert missing["funding.file"] == ["root_cause_named", "maintainer_named"]
    assert missing["delivery.accept"] == ["photo_after", "opinion_given"]


def test_the_same_sheet_again_changes_nothing():
    assert adopt(SOME).new == len(SOME)
    before = contents()
    entries = sum(len(story(row.number)) for row in SOME)
    again = adopt(SOME)
    assert (again.new, again.changed, again.same, again.changes) == (0, 0, len(SOME), ())
    assert contents() == before
    assert sum(len(story(row.number)) for row in SOME) == entries


def test_a_dry_run_leaves_nothing():
    before = contents(())
    report = adopt(SOME[:5], dry_run=True)
    assert report.new == 5
    assert contents(()) == before


def test_changed_cells_are_corrected_with_old_and_new():
    row = completed()
    adopt([row])
    later = replace(
        row,
        name=f"{row.name}(二期)",
        applied_yuan=row.applied_yuan + 1000,
        settled_yuan=row.settled_yuan - 500,
        contractor="某公司",
        fund_source="镇街自筹",
        measured=((gold.DAY, row.measured[0][1] + 3),),
    )
    report = adopt([later])
    assert (report.new, report.changed, report.same) == (0, 1, 0)
    told = {change.field: (change.old, change.new) for change in report.changes}
    assert told["name"] == (row.name, later.name)
    assert told["settled_fen"][1] == str(int(later.settled_yuan * 100))
    assert {"applied_fen", "contractor", "fund_source", "step"} <= set(told)
    assert sum(x["amount_fen"] for x in lines(row.number) if x["kind"] == "settled") == int(
        later.settled_yuan * 100
    )
    assert [m["quantity"] for m in measurements(row.number)] == [later.measured[0][1]]
    actions = {entry["action"] for entry in story(row.number)}
    assert {"identification.amend", "selection.correct", "funding.correct"} <= actions
    assert adopt([later]).same == 1


def test_a_later_sheet_takes_the_next_steps():
    row = under_way()
    adopt([row])
    finished = date(2020, 9, 10)
    later = replace(
        row, finished_on=finished, accepted_on=date(2020, 9, 11), settled_yuan=row.approved_yuan,
        status_on=date(2020, 9, 30), measured=(*row.measured, (date(2020, 9, 30), Decimal(9999))),
    )  # fmt: skip
    too_soon = adopt([later])
    assert codes(too_soon) == [(row.row, "merge_future")]
    assert too_soon.rejected[0].column == "完工日期"
    report = adopt([later], on=date(2020, 10, 1))
    steps = [change.new for change in report.changes if change.field == "step"]
    assert steps == ["measured 9999", "finished", "accepted", "settled"]
    assert filing(row.number).settled_on == date(2020, 9, 30)
    assert len(measurements(row.number)) == 2


def test_what_a_later_sheet_leaves_out_stays():
    row = completed()
    adopt([row])
    before = contents()
    blank = replace(
        row, settled_yuan=None, accepted_on=None, finished_on=None, status=None, households=None,
        measured=(), fund_source=None, batch=None, quantity_planned=None, applied_yuan=None,
    )  # fmt: skip
    assert adopt([blank]).same == 1
    assert contents() == before


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"approved_yuan": Decimal(9_999_999)}, "approved_within_applied"),
        ({"disbursed_yuan": Decimal(9_999_999)}, "disbursed_within_approved"),
        ({"settled_yuan": Decimal(9_999_999)}, "settled_within_approved"),
        ({"applied_on": date(2019, 1, 1)}, "applied_after_collected"),
        ({"approved_on": date(2019, 1, 1)}, "approved_after_applied"),
        ({"disbursed_on": date(2019, 1, 1)}, "disbursed_after_filed"),
        ({"started_on": date(2019, 1, 1)}, "started_after_filed"),
        ({"finished_on": date(2019, 1, 1)}, "finished_after_started"),
        ({"in_use_on": date(2019, 1, 1)}, "used_after_started"),
        ({"accepted_on": date(2019, 1, 1)}, "accepted_after_finished"),
        ({"town_code": "110199999", "town": "无此镇"}, "unknown_town"),
        ({"type": "宫殿", "name": "宫殿项目", "content": None}, "unknown_type"),
        ({"places": ()}, "no_place"),
        ({"unit": "项"}, "unit_differs"),
        ({"measured_unit": "项"}, "unit_differs"),
    ],
)
def test_a_bad_row_is_put_aside_with_its_remedy_and_the_good_are_taken(wrong, code):
    good, bad = completed(), replace(SOME[0], row=99, **wrong)
    good = good if good.number != bad.number else SOME[1]
    report = adopt([bad, good])
    assert (report.read, report.new, codes(report)) == (2, 1, [(99, code)])
    refusal = report.rejected[0].error
    assert refusal.row == 99
    assert "第99行" in refusal.text("zh") and "row 99" in refusal.text("en").lower()
    mended = replace(SOME[0], row=99)
    assert adopt([mended]).new == 1


def test_a_row_that_breaks_late_leaves_nothing_behind():
    bad = replace(completed(), accepted_on=date(2019, 1, 1))
    before = contents()
    adopt([bad])
    after = contents()
    assert {k: v for k, v in after.items() if before[k] != v} == {}


def test_doubles_are_errors():
    row = SOME[0]
    same_number = replace(SOME[1], row=200, number=row.number)
    alike = replace(row, row=201, number="OTHER-1")
    report = adopt([row, same_number, alike])
    assert (report.new, codes(report)) == (1, [(200, "double_project"), (201, "double_content")])
    assert str(row.row) in report.rejected[0].error.text()


def test_rows_without_numbers_get_ours_and_are_known_again():
    rows = [replace(row, number=None) for row in SOME[:3]]
    assert adopt(rows).new == 3
    from xiaowei.stages.identification.models import Candidate

    assert sorted(Candidate.objects.values_list("number", flat=True)) == [
        "TZ2020-001",
        "TZ2020-002",
        "TZ2020-003",
    ]
    assert adopt(rows[::-1]).same == 3


def test_places_only_the_ledger_knows_are_taken_in():
    row = replace(SOME[0], number="NEW-1", places=("从未听说小区",), households=321)
    assert adopt([row]).new == 1
    from xiaowei.base.places.models import Place

    assert Place.objects.get(name="从未听说小区").households == 321
    assert adopt([row]).same == 1


def test_a_clerk_takes_over_the_own_township_only():
    row = SOME[0]
    clerk = town.person("clerk", ("town_clerk", f"{row.town_code}000"))
    other = next(r for r in SOME if r.town_code != row.town_code)
    report = adopt([row, other], **gold.acting(clerk))
    assert (report.new, codes(report)) == (1, [(other.row, "not_permitted")])


def test_whoever_may_not_take_over_takes_nothing():
    for who in (town.AUDITOR, town.person("f", ("finance", "110112000000"))):
        try:
            report = adopt(SOME[:2], **gold.acting(who))
        except NotAllowed:
            continue
        assert report.new == 0 and len(report.rejected) == 2


def test_money_without_dates_is_no_guess():
    row = replace(
        completed(), disbursed_on=None, approved_on=None, applied_on=None, collected_on=None,
        accepted_on=None, finished_on=None, started_on=None, settled_yuan=None, status="施工中",
    )  # fmt: skip
    assert adopt([row]).rejected == ()
    data = briefing(gold.DISTRICT, gold.DAY)
    assert (data["projects_started"], data["working_days"]["mean"]) == (1, None)
    assert works(row.number).state == "under_way"


def test_a_word_that_says_more_than_the_dates_is_a_warning():
    row = replace(under_way(), status="已完工")
    report = adopt([row])
    assert any("没有验收日期" in str(line) for line in report.warnings)
    assert briefing(gold.DISTRICT, gold.DAY)["sites_completed"] == 0


def test_half_a_fen_is_rounded_up_and_a_settlement_takes_no_day_before_the_money():
    row = completed()
    odd = replace(row, settled_yuan=Decimal("10.005"), status_on=date(2020, 1, 1))
    report = adopt([odd])
    assert (report.new, codes(report)) == (1, [])
    held = filing(row.number)
    assert (held.settled_fen, held.settled_on) == (1001, None)


def test_the_split_of_funds_is_kept_where_the_sheet_gives_one():
    row = replace(SOME[0], funds=(Decimal(60_000), Decimal(1000), None))
    adopt([row])
    found = application(row.number).fund_lines.order_by("pk").values_list("source", "amount_fen")
    assert list(found) == [("市级", 6_000_000), ("区级", 100_000)]


def test_the_sources_follow_a_corrected_amount():
    row = replace(SOME[0], funds=(Decimal(60_000), Decimal(1000), None), fund_source=None)
    adopt([row])
    more = row.applied_yuan + 1000
    whole = replace(row, applied_yuan=more, funds=None, fund_source=None)
    assert {x.field for x in adopt([whole]).changes} == {"applied_fen", "funds"}
    assert fund_lines_of(application(row.number)) == (("市级、区级", int(more * 100)),)
    assert adopt([whole]).same == 1


def test_the_envelopes_follow_a_corrected_source():
    row = replace(under_way(), fund_source="区级", funds=None)
    adopt([row])
    given = {"year": row.collected_on.year, "amount_fen": 10**9, "document_no": "3号"}
    where = {"district_code": filing(row.number).application.candidate.district_code}
    officer = town.person("区专项办 夏", ("district_office", where["district_code"]))
    acting = town.acting(officer, gold.DAY)
    for kind in ("city", "district"):
        allot(kind=kind, **where, **given, **acting)
    charge(number=row.number, **acting)
    adopt([replace(row, fund_source="市级")])
    drawn = {x["kind"]: x["drawn_fen"] for x in envelopes(where["district_code"])}
    assert drawn == {"district": 0, "city": filing(row.number).approved_fen}


def test_works_without_an_approved_amount_are_refused_in_words():
    bare = replace(SOME[0], row=6, approved_yuan=None, disbursed_yuan=None, settled_yuan=None)
    assert codes(adopt([bare])) == [(6, "started_without_amount")]


def test_the_same_sheet_does_not_undo_an_agreed_change_of_amount():
    from tests import town
    from xiaowei.stages.funding import operations as funding

    row = next(one for one in SOME if one.finished_on is None)
    row = replace(
        row, disbursed_on=None, disbursed_yuan=None, started_on=None, status=None, measured=(),
        sites_done=None,
    )  # fmt: skip
    adopt([row])
    found = filing(row.number)
    where, low = found.application.candidate, found.approved_fen - 100_000
    clerk = town.person("镇 甲", ("town_clerk", where.town_code))
    office = town.person("区 乙", ("district_office", where.district_code))
    acting = {"number": row.number, "on": gold.DAY, "at": gold.NOW}
    funding.ask_change(what="amount", amount_fen=low, reason="少做一段", by=clerk, **acting)
    funding.agree_change(by=office, **acting)
    report = adopt([row])
    assert (report.same, report.changed, filing(row.number).approved_fen) == (1, 0, low)


def test_what_was_filled_in_stays_when_the_sheet_comes_again():
    row = completed()
    adopt([row])
    clerk = town.person("经办", ("town_clerk", candidate(row.number).town_code))
    said = {"root_cause": "路基沉降", "maintainer": "镇公路站"}
    fill_in(number=row.number, **said, **town.acting(clerk))
    report = adopt([row])
    assert (report.new, report.same, report.rejected) == (0, 1, ())
    assert candidate(row.number).maintainer == "镇公路站"
