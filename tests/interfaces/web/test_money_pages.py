"""The pages of money: finance disburses in two clicks, the district allots and sees what is left."""

from __future__ import annotations

import csv

import pytest

from tests import town, walking
from tests.walking import APPROVED, NUMBER, SETTLED
from xiaowei.interfaces.web.pages import SIZE
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.funding.queries import envelopes

SAID = {"kind": "district", "amount": "20000", "document_no": "青财3号", "on": "2022-08-01"}


@pytest.fixture
def filed(people):
    return walking.walked("disburse")


def test_finance_sees_payee_amount_source_and_number_and_confirms(as_, filed):
    finance = as_("finance")
    shown = finance.get("/money/queue/").content.decode()
    for word in ("白石镇", "14000.00", "区级", f"{NUMBER}-BA", "确认拨付"):
        assert word in shown
    told = {"number": filed, "amount": "13999", "document_no": "拨7", "on": "2022-08-08"}
    refused = finance.post("/money/queue/", told)
    assert refused.status_code == 409 and "一次拨足 14000.00 元" in refused.content.decode()
    done = finance.post("/money/queue/", told | {"amount": "14000"}, follow=True)
    assert done.status_code == 200
    assert "没有等着拨付的钱" in done.content.decode()
    assert Filing.objects.get().disbursed_fen == APPROVED


def test_what_waits_is_handed_out_as_a_payment_sheet(as_, filed):
    finance = as_("finance")
    shown = finance.get("/money/queue/").content.decode()
    for link in ("/money/queue.xlsx", "/forms/application.xlsx", "/forms/filing.xlsx",
                 "/forms/disbursement.xlsx"):  # fmt: skip
        assert f'href="{link}' in shown
    heads, row, total = csv.reader(
        finance.get("/money/queue.csv").content.decode("utf-8-sig").splitlines()
    )
    assert heads[:4] == ["收款", "金额(元)", "资金来源", "备案号"]
    assert row == [
        "白石镇",
        "14000.00",
        "区级",
        f"{NUMBER}-BA",
        "2022-08-05",
        NUMBER,
        "石门村村道修补",
    ]
    assert total[:2] == ["合计", "14000.00"]


def test_the_page_of_rounds_leads_to_its_forms_and_to_the_merged_sheet(as_, filed):
    shown = as_("officer").get("/rounds/").content.decode()
    for link in ("/import/merge/", "/forms/application.xlsx?", "/forms/disbursement.xlsx?"):
        assert f'href="{link}' in shown


def test_the_queue_on_the_home_page_keeps_the_day_that_was_asked_for(as_, filed):
    shown = as_("finance").get("/?as_of=2022-08-09").content.decode()
    assert 'action="/money/queue/?as_of=2022-08-09"' in shown
    assert 'href="/money/queue.xlsx?as_of=2022-08-09"' in shown


def test_a_number_that_does_not_wait_is_said(as_, people):
    answer = as_("finance").post(
        "/money/queue/", {"number": "QC2022-999", "amount": "5", "on": "2022-08-08"}
    )
    assert answer.status_code == 409 and "QC2022-999" in answer.content.decode()


def test_the_district_allots_and_sees_what_is_left(as_, people):
    officer = as_("officer")
    assert "还没有下达资金" in officer.get("/money/envelopes/").content.decode()
    assert officer.post("/money/envelopes/", SAID).status_code == 302
    walking.walked("disburse")
    shown = officer.get("/money/envelopes/").content.decode()
    for word in ("青财3号", "2.00", "1.40", "0.60", "70%", NUMBER):
        assert word in shown
    (row,) = envelopes("990101000000", 2022)
    assert row["left_fen"] == 600_000
    wrong = officer.post("/money/envelopes/", SAID | {"amount": "-20000"})
    assert wrong.status_code == 409 and "原因" in wrong.content.decode()


def test_what_was_filed_before_the_first_envelope_is_said_to_wait(as_, people):
    walking.walked("disburse")
    officer, where = as_("officer"), "/money/envelopes/"
    assert "还没有从盘子里扣" not in officer.get(where).content.decode(), (
        "without envelopes none waits"
    )
    officer.post(where, SAID)
    shown = officer.get(where).content.decode()
    assert "1 个已备案项目共 1.40 万元还没有从盘子里扣" in shown
    assert f"/projects/{NUMBER}/?do=charge#doing" in shown
    assert f"/projects/{NUMBER}/" not in as_("stranger").get(where).content.decode()
    assert "?do=charge" not in as_("finance").get(where).content.decode()
    charged = officer.post(f"/projects/{NUMBER}/do/charge/", {"on": "2022-08-30", "sure": "on"})
    assert charged.status_code == 302
    assert "还没有从盘子里扣" not in officer.get(where).content.decode()


def test_a_township_sees_its_own_envelopes_and_their_movements_only(as_, people):
    officer = as_("officer")
    officer.post("/money/envelopes/", SAID)
    officer.post(
        "/money/envelopes/", SAID | {"document_no": "白石5号", "town_code": town.WHITESTONE}
    )
    walking.walked("disburse")
    shown = as_("clerk").get("/money/envelopes/").content.decode()
    assert "白石5号" in shown and NUMBER in shown and "青财3号" not in shown
    assert "青财3号" in as_("finance").get("/money/envelopes/").content.decode()


def test_the_city_puts_a_township_on_the_list_and_takes_it_off(as_, filed):
    operator, where = as_("operator"), "/money/supervised/"
    said = {"act": "designate", "town_code": town.WHITESTONE, "valid_from": "2022-01-01",
            "basis": "official", "note": "京疏整促〔2022〕1号"}  # fmt: skip
    assert operator.post(where, said).status_code == 302
    assert "京疏整促〔2022〕1号" in as_("clerk").get(where).content.decode()
    assert "白石镇" in as_("clerk").get("/money/envelopes/").content.decode()
    early = {"act": "undesignate", "town_code": town.WHITESTONE, "last_on": "2021-12-31"}
    assert "不在治理类名单上" in operator.post(where, early).content.decode()
    assert operator.post(where, early | {"last_on": "2022-06-30"}).status_code == 302
    assert "2022年6月30日" in as_("officer").get(where).content.decode()
    assert "列入治理类" not in as_("officer").get(where).content.decode()


def test_readers_see_no_form(as_, people):
    for who in ("clerk", "finance"):
        assert "下达一笔" not in as_(who).get("/money/envelopes/").content.decode()


def test_the_ledger_shows_envelopes_kinds_and_what_is_unknown(as_, filed):
    as_("officer").post("/money/envelopes/", SAID)
    shown = as_("officer").get("/money/").content.decode()
    for word in ("下达", "按来源级别", "没有占用资金盘子", NUMBER):
        assert word in shown


def test_an_ended_project_offers_only_to_take_its_money_back(as_, filed):
    walking.take(filed, "disburse")
    officer = as_("officer")
    said = {"reason_code": "dispute", "reason": "权属有争议", "on": "2022-08-10", "sure": "on"}
    where = f"/projects/{filed}/"
    assert "终止项目" in officer.get(where).content.decode()
    assert officer.post(f"{where}do/terminate/", said).status_code == 302
    page = as_("finance").get(where)
    shown = page.content.decode()
    assert "收回未支付" in shown and "已终止" in shown
    assert (page.context["turn"]["mine"], page.context["turn"]["amount"]) == (True, "14000.00")
    assert officer.get(where).context["turn"]["who"] == "区财政局"
    (debt,) = officer.get("/pace/").context["pace"]["debts"]
    assert (debt["label"], debt["who"], debt["waiting"]) == ("收回未支付", "区财政局", 1)
    said = {"amount": "14000", "reason": "权属有争议", "on": "2022-08-11", "sure": "on"}
    assert as_("finance").post(f"{where}do/claw_back/", said).status_code == 302
    assert officer.get("/pace/").context["pace"]["debts"] == []


def test_a_retention_says_from_which_day_it_may_be_paid(as_, people):
    walking.walked("check")
    clerk, where = as_("clerk"), f"/projects/{NUMBER}/"
    kept = "0.04 万元"  # 3 % of the settled sum
    for page in (clerk.get(where), clerk.get("/projects/"), clerk.get("/desk/")):
        shown = page.content.decode()
        assert kept in shown and "质保期满(2023年8月15日)后" in shown
    walking.take(NUMBER, "pay", on=walking.day(8, 24), amount_fen=SETTLED * 97 // 100,
                 condition="settlement")  # fmt: skip
    shown = clerk.get(where).content.decode()
    assert kept in shown and "质保期满(2023年8月15日)后" in shown
    assert "质保期满" not in clerk.get("/desk/").content.decode()
    with_day = clerk.get(f"{where}?as_of=2023-08-16").content.decode()
    assert kept in with_day and "质保期满(" not in with_day


def test_the_form_comes_first_and_what_waits_stands_folded_by_township(as_, people):
    walking.walked("disburse")
    officer, where = as_("officer"), "/money/envelopes/"
    officer.post(where, SAID)
    page = officer.get(where)
    told = page.content.decode()
    assert told.index("下达一笔") < told.index("下达、占用、余下") < told.index("资金流水")
    (group,) = page.context["waiting"]
    assert (group["town"], group["n"], group["fen"]) == ("白石镇", 1, 1_400_000)
    assert page.context["pages"].total == len(page.context["moves"]) == 1


def test_the_movements_of_envelopes_come_page_by_page(as_, people):
    officer, where = as_("officer"), "/money/envelopes/"
    for n in range(SIZE + 1):
        officer.post(where, SAID | {"document_no": f"青财{n}号", "amount": "10"})
    first, last = (officer.get(where, {"page": n}).context["moves"] for n in (1, 2))
    assert len(first) == SIZE
    assert [row["document_no"] for row in last] == ["青财0号"]
