"""The pages of residents' votes: a clerk's whole job, what is refused, what others see of it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests import polled, town, walking
from xiaowei.analysis.voting.election import election
from xiaowei.analysis.voting.tally import tally
from xiaowei.connectors.pabulib.fetch import fetch
from xiaowei.connectors.pabulib.parse import parse
from xiaowei.stages.selection.models import Application, Vote, VoteCount
from xiaowei.stages.selection.operations import withdraw

Door = Callable[..., Client]


def asked(numbers: list[str], **said: str) -> dict[str, Any]:
    """Return the form that calls a vote."""
    usual = {
        "numbers": numbers, "budget": "20000", "kind": "approval", "method": "mes",
        "held_on": "2022-08-31", "place": "石门村村委会", "invited": "20", "most": "",
    }  # fmt: skip
    return usual | said


def sheet(client: Client, vote: Any, marks: Any = polled.BALLOTS, **cells: str) -> Any:
    """Download the sheet of a vote, type the ballots in and return the file."""
    told = client.get(f"/votes/{vote.pk}/ballots.xlsx")
    book = load_workbook(BytesIO(told.content))
    page = book.active
    width = page.max_column
    for n, one in enumerate(marks, 1):
        row = [f"{n:03}", *[""] * (width - 1)]
        for place, mark in one:
            row[place] = mark
        row[-1] = "" if one else "白"
        page.append([cell or None for cell in row])
    page.append(["X1", *[None] * (width - 2), "废"])
    for place, text in cells.items():
        page[place] = text
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("填好的.xlsx", file.getvalue())


def called(client: Client) -> Any:
    """Call a vote on all that may stand."""
    numbers = polled.works()
    told = client.post("/votes/call/", asked(numbers))
    assert told.status_code == 302, told.context["form"].errors
    return Vote.objects.latest("pk")


def count(client: Client, vote: Any, file: Any) -> Any:
    return client.post(f"/votes/{vote.pk}/count/", {"file": file})


def test_a_clerk_does_the_whole_job(as_: Door, people: None, tmp_path: Path) -> None:
    client = as_("clerk")
    assert "还没有投过票" in client.get("/votes/").content.decode()
    assert "没有可以投票的项目" in client.get("/votes/call/").content.decode()
    vote = called(client)
    page = client.get(f"/votes/{vote.pk}/")
    assert "下载录票表" in page.content.decode()
    heads = [c.value for c in load_workbook(BytesIO(
        client.get(f"/votes/{vote.pk}/ballots.xlsx").content)).active[1]]  # fmt: skip
    assert heads == ["票号", "1 村道修补", "2 路灯", "3 停车棚", "4 文化墙", "废票或白票"]
    assert count(client, vote, sheet(client, vote)).status_code == 302
    page = client.get(f"/votes/{vote.pk}/")
    assert [row["name"] for row in page.context["funded"]] == ["路灯", "停车棚"]
    told = page.content.decode()
    assert "5 张票支持,其中 5 张出钱,每张最多出 1,600 元" in told
    assert "12 张票:有效 11 张(其中白票 1 张),废票 1 张 · 投票率 60.0%" in " ".join(told.split())
    assert "按人数该分到的钱够办一个他们都支持的项目" in told
    assert (
        "支持它的票凑不够:支持它的 6 张票每张一份约 1,818.18 元,合起来约 10,909 元,不到它要的 12,000 元"
        in told
    )
    assert "「村道修补」得票最多却没有选中" in told
    assert "剩下的 6,000 元不够再办任何一个有人支持的项目" in told
    assert "一元一元往上加" not in told
    file = client.get(f"/votes/{vote.pk}/result.xlsx").content
    first = [cell.value for cell in load_workbook(BytesIO(file)).active[2]]
    assert first[0] == 1
    assert first[2:5] == ["路灯", 8000, 5]
    assert client.get(f"/votes/{vote.pk}/result.csv").content.decode("utf-8-sig").count("\n") == 5
    notice = client.get(f"/votes/{vote.pk}/notice/").content.decode()
    assert "白石镇居民投票结果公示" in notice
    kept = tmp_path / "vote.pb"
    kept.write_bytes(client.get(f"/votes/{vote.pk}/ballots.pb").content)
    poll = parse(fetch(kept))
    again = election(
        [(one.id, one.cost) for one in poll.options], poll.budget, poll.begins, poll.choices,
        poll.points,
    )  # fmt: skip
    names = {one.id: one.name for one in poll.options}
    winners = [names[again.projects[at]] for at in tally(again, "mes_cost", "add1u").winners]
    assert winners == polled.winners(VoteCount.objects.get())


def test_a_wrong_sheet_is_refused_with_row_and_column(as_: Door, people: None) -> None:
    client = as_("clerk")
    vote = called(client)
    for cell, text, told in (
        ("C4", "大概", "第4行 2 路灯"),
        ("A4", "13800138000", "第4行 票号"),
        ("G1", "姓名", "第1行"),
    ):
        page = count(client, vote, sheet(client, vote, **{cell: text}))
        assert page.status_code == 409
        assert told in page.content.decode()
        assert "13800138000" not in page.content.decode()
    wrong = {f"{column}{row}": "大概" for row in range(2, 9) for column in "BCDE"}
    told = count(client, vote, sheet(client, vote, **wrong)).content.decode()
    assert told.count("「大概」读不懂") == 20
    assert "一共有 28 处" in told
    other = SimpleUploadedFile("别的.csv", "姓名,电话\n甲,1".encode())
    assert "不是这次投票的录票表" in count(client, vote, other).content.decode()
    for junk in (b"", b"\x00\x01", b"PK\x03\x04junk"):
        page = count(client, vote, SimpleUploadedFile("坏.xlsx", junk))
        assert page.status_code == 409
    assert count(client, vote, "").status_code == 409
    assert not VoteCount.objects.exists()


def test_a_second_sheet_takes_the_place_of_the_first(as_: Door, people: None) -> None:
    client = as_("clerk")
    vote = called(client)
    count(client, vote, sheet(client, vote))
    count(client, vote, sheet(client, vote, [((4, 1),)] * 3))
    page = client.get(f"/votes/{vote.pk}/")
    assert [row["name"] for row in page.context["funded"]] == ["文化墙"]
    assert [one.sequence for one in page.context["earlier"]] == [1]
    assert "换下来的录票表" in page.content.decode()


def why(client: Client, vote: Any, name: str) -> str:
    """Return what the page says of a project."""
    rows = client.get(f"/votes/{vote.pk}/").context["rows"]
    return str(next(row["why"] for row in rows if row["name"] == name))


def test_whose_supporters_paid_for_others_first_is_told_with_what_was_left(
    as_: Door, people: None
) -> None:
    client = as_("clerk")
    vote = called(client)
    count(client, vote, sheet(client, vote, [((1, 1), (2, 1), (3, 1))] * 10))
    assert why(client, vote, "停车棚") == (
        "支持它的票把份额先用在了它们也支持的别的项目上:支持它的 10 张票合起来约 20,000 元,"
        "先用在「村道修补」12,000 元、「路灯」8,000 元,剩下合起来约 0 元,不到它要的 6,000 元"
    )
    assert why(client, vote, "文化墙") == "没有人选"
    assert "得票最多却没有选中" not in client.get(f"/votes/{vote.pk}/").content.decode()


def test_most_votes_first_tells_of_the_money_and_of_no_shares(as_: Door, people: None) -> None:
    client = as_("clerk")
    numbers = polled.works()
    client.post("/votes/call/", asked(numbers, method="greedy", budget="11000"))
    vote = Vote.objects.get()
    count(client, vote, sheet(client, vote))
    assert why(client, vote, "村道修补") == "一个项目就超过这笔钱:要 12,000 元,这次一共 11,000 元"
    assert why(client, vote, "停车棚") == (
        "排在前面的先办之后,剩下的钱不够:最后剩 3,000 元,要 6,000 元"
    )
    assert "每张一份" not in client.get(f"/votes/{vote.pk}/").content.decode()


def test_raised_shares_are_told_so_that_a_calculator_follows(as_: Door, people: None) -> None:
    client = as_("clerk")
    vote = called(client)
    count(client, vote, sheet(client, vote, [((1, 1),)] * 5 + [((2, 1),)] * 4))
    told = client.get(f"/votes/{vote.pk}/").content.decode()
    assert "20,000 元平均分给 9 张有效票,起先每张一份约 2,222.22 元" in told
    assert "一元一元往上加" in told


def test_pressed_twice_it_is_done_once(as_: Door, people: None) -> None:
    client = as_("clerk")
    numbers = polled.works()
    token = (
        client.get("/votes/call/").content.decode().split('name="once" value="')[1].split('"')[0]
    )
    first = client.post("/votes/call/", asked(numbers) | {"once": token})
    again = client.post("/votes/call/", asked(numbers) | {"once": token})
    assert first["Location"] == again["Location"]
    assert client.post("/votes/call/", asked(numbers)).status_code == 409
    vote = Vote.objects.get()
    count(client, vote, sheet(client, vote))
    count(client, vote, sheet(client, vote))
    assert VoteCount.objects.count() == 1


def test_another_township_neither_sees_nor_counts_it(as_: Door, people: None) -> None:
    vote = called(as_("clerk"))
    file = sheet(as_("clerk"), vote)
    stranger = as_("stranger")
    assert stranger.get("/votes/").context["rows"] == []
    for url in ("", "result.csv", "ballots.xlsx", "ballots.pb", "notice/"):
        assert stranger.get(f"/votes/{vote.pk}/{url}").status_code == 403, url
    assert count(stranger, vote, file).status_code == 403
    assert stranger.post(f"/votes/{vote.pk}/end/", {"reason": "x"}).status_code in (302, 403)
    vote.refresh_from_db()
    assert vote.state == "vote_called"
    numbers = [one.application.candidate.number for one in vote.options.all()]
    assert stranger.post("/votes/call/", asked(numbers)).status_code == 409


def test_the_district_calls_for_a_township_and_sees_votes_at_rounds_and_reviews(
    as_: Door, people: None
) -> None:
    officer = as_("officer")
    numbers = polled.works()
    told = officer.post("/votes/call/", asked(numbers, town=town.WHITESTONE))
    assert told.status_code == 302
    vote = Vote.objects.get()
    count(officer, vote, sheet(officer, vote))
    assert f"/votes/{vote.pk}/" in officer.get("/rounds/").content.decode()
    lamps = officer.get(f"/projects/{numbers[1]}/").content.decode()
    assert "选中,第 1 名" in lamps
    assert "11 张有效票里 5 张支持" in lamps
    assert "没有选中" in officer.get(f"/projects/{numbers[0]}/").content.decode()


def test_once_decided_the_page_takes_no_more(as_: Door, people: None) -> None:
    client = as_("clerk")
    vote = called(client)
    file = sheet(client, vote)
    Application.objects.filter(pk=vote.options.first().application_id).update(state="approved")
    page = client.get(f"/votes/{vote.pk}/").content.decode()
    assert "上传,计票" not in page
    assert "作了审定" in page
    assert count(client, vote, file).status_code == 409


def test_what_was_withdrawn_since_is_marked(as_: Door, people: None) -> None:
    client = as_("clerk")
    vote = called(client)
    count(client, vote, sheet(client, vote))
    number = vote.options.get(name="路灯").application.candidate.number
    acting = town.acting(town.CLERK, walking.day(8, 31))
    withdraw(number=number, reason="供电公司来装", **acting)
    rows = client.get(f"/votes/{vote.pk}/").context["rows"]
    assert {row["name"]: row["closed"] for row in rows if row["closed"]} == {"路灯": "已撤回"}


def test_a_vote_is_called_off_with_a_reason(as_: Door, people: None) -> None:
    client = as_("clerk")
    vote = called(client)
    client.post(f"/votes/{vote.pk}/end/", {"reason": ""})
    vote.refresh_from_db()
    assert vote.state == "vote_called"
    client.post(f"/votes/{vote.pk}/end/", {"reason": "改期"})
    assert "这次投票已取消(2022年8月31日):改期" in client.get(f"/votes/{vote.pk}/").content.decode()


def test_what_was_counted_and_called_off_since_says_so_wherever_it_is_shown(
    as_: Door, people: None, tmp_path: Path
) -> None:
    client = as_("clerk")
    vote = called(client)
    count(client, vote, sheet(client, vote))
    assert "已取消" not in client.get(f"/votes/{vote.pk}/notice/").content.decode()
    client.post(f"/votes/{vote.pk}/end/", {"reason": "票箱丢了"})  # who counted calls nothing off
    assert "已取消" not in client.get(f"/votes/{vote.pk}/notice/").content.decode()
    as_("officer").post(f"/votes/{vote.pk}/end/", {"reason": "票箱丢了"})
    notice = client.get(f"/votes/{vote.pk}/notice/").content.decode()
    mark = "已取消(2022年8月31日):票箱丢了"
    assert f'<p class="para warnc"><b>{mark}</b>' in notice
    table = client.get(f"/votes/{vote.pk}/result.csv")
    assert table.content.decode("utf-8-sig").count(mark) == 4
    assert "%E5%B7%B2%E5%8F%96%E6%B6%88-" in table["Content-Disposition"]
    assert f"comment;{mark}" in client.get(f"/votes/{vote.pk}/ballots.pb").content.decode()
    number = vote.options.first().application.candidate.number
    page = client.get(f"/projects/{number}/").content.decode()
    assert "曾投票(2022年8月31日),后取消:票箱丢了" in page


@pytest.mark.parametrize(
    "wrong",
    [{"budget": "x"}, {"budget": "-5"}, {"kind": "guess"}, {"numbers": []}, {"held_on": "never"},
     {"kind": "cumulative"}, {"budget": "1"}, {"most": "77"}, {"place": ""}, {"invited": "-1"}],
)  # fmt: skip
def test_nonsense_is_refused_on_the_form(as_: Door, people: None, wrong: dict[str, Any]) -> None:
    numbers = polled.works()
    page = as_("clerk").post("/votes/call/", asked(numbers) | wrong)
    assert page.status_code == 409
    assert page.context["form"].errors
    assert not Vote.objects.exists()


def test_the_sum_is_blank_beside_what_is_asked_and_one_project_needs_no_vote(
    as_: Door, people: None
) -> None:
    client = as_("clerk")
    numbers = polled.works()
    page = client.get("/votes/call/")
    assert "budget" not in page.context["form"].initial
    assert "这里能投的 4 个项目一共要 31,000 元" in page.content.decode()
    told = client.post("/votes/call/", asked(numbers, budget="二十万")).content.decode()
    assert "请按元写数字" in told
    assert "以万元为单位" not in told
    told = client.post("/votes/call/", asked(numbers[:1])).content.decode()
    assert "只有一个项目就不用投票" in told
    client.post("/votes/call/", asked(numbers[:3]))
    told = client.get("/votes/call/").content.decode()
    assert "只有一个项目,不用投票" in told
    assert "「文化墙」" in told


def test_ballots_are_printed_blank_or_numbered(as_: Door, people: None) -> None:
    client = as_("clerk")
    vote = called(client)
    papers = f"/votes/{vote.pk}/papers/"
    assert papers in client.get(f"/votes/{vote.pk}/").content.decode()
    told = client.get(papers).content.decode()
    assert told.count('<article class="slip">') == told.count("________") == 2
    assert told.count("12,000 元") == 2
    told = client.get(papers, {"n": "12", "each": "4"}).content.decode()
    assert told.count('<article class="slip">') == 12
    assert "<b>001</b>" in told
    assert "<b>012</b>" in told
    assert 'class="slips n4"' in told
    assert "赞成的都可以选" in told
    for wrong in ({"n": "0"}, {"n": "99999"}, {"n": "x"}, {"each": "3"}):
        assert client.get(papers, wrong).status_code == 409
    assert as_("stranger").get(papers).status_code == 403


def test_before_it_is_counted_there_is_no_notice(as_: Door, people: None) -> None:
    client = as_("clerk")
    vote = called(client)
    assert client.get(f"/votes/{vote.pk}/notice/").status_code == 302
    assert client.get(f"/votes/{vote.pk}/ballots.pb").status_code == 422
    assert client.get(f"/votes/{vote.pk}/other.csv").status_code == 404
    assert client.get("/votes/999999/").status_code == 422
