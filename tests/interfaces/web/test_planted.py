"""Home of the test that what somebody wrote into a sheet or a form is never read by the public.

Numbers are planted in every text of every door: places, tickets, ledger, voice, proposal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.interfaces.web.test_reach import PUBLIC
from xiaowei.stages.identification.models import Voice

Door = Callable[..., Client]
PHONE, CARD = "13800138000", "110105199003071233"
WHO = f"联系人王秀兰{PHONE}身份证{CARD}"
PROJECT = {
    "项目编号": f"QC-{PHONE}", "项目名称": f"王秀兰{PHONE}门前修路", "街乡镇": "白石镇",
    "村(社区)/小区": "榆树村", "项目类型": "道路修补", "建设内容": WHO, "数量": "100", "单位": "米",
    "申报资金(万元)": "8", "审定资金(万元)": "7", "拨付资金(万元)": "7",
    "资金来源": f"镇级资金{PHONE}", "批次": "1", "征集日期": "2022-03-02", "申报日期": "2022-03-03",
    "审定日期": "2022-03-08", "备案日期": "2022-03-09", "拨付日期": "2022-03-10",
    "开工日期": "2022-03-11", "完工日期": "2022-03-21", "验收日期": "2022-03-25",
    "施工单位": f"王秀兰{PHONE}", "管护单位": WHO, "问题根源": WHO, "备注": WHO, "联系人": WHO,
}  # fmt: skip
CALL = f"榆树村 {PHONE},路不平 {WHO}"
SHEETS = {
    "点位.csv": (
        "点位编号,类型,街乡镇,名称,别名,户数,备注",
        f"P1,村,白石镇,槐树村{PHONE},槐树{PHONE},60,{WHO}",
        f"P2,村,白石镇,榆树村,榆树{PHONE},60,{WHO}",
    ),
    "工单.csv": (
        "工单编号,来电时间,来电人,来电号码,诉求类型,一级分类,二级分类,街乡镇,诉求地址,诉求内容",
        *(
            f"N{n},2022-06-0{n} 08:00,王秀兰,{PHONE},投诉,道路交通,道路破损,白石镇,{CALL}"
            for n in range(1, 8)
        ),
    ),
    "台账.csv": (",".join(PROJECT), ",".join(PROJECT.values())),
}


def brought(client: Client, name: str) -> None:
    """Bring a sheet in through the page, as it is."""
    sheet = SimpleUploadedFile(name, "\n".join(SHEETS[name]).encode())
    where = client.post("/import/", {"files": [sheet]})["Location"]
    assert client.post(f"{where}confirm/").status_code == 302


@pytest.fixture
def planted(as_: Door, project: str) -> list[str]:
    """Plant numbers at every door; return the public addresses that tell of what came of it."""
    officer = as_("officer")
    for name in SHEETS:
        brought(officer, name)
    resident = as_()
    said: dict[str, Any] = {"text": f"又坏了 {WHO}", "sort": "broken_again"}
    assert resident.post(f"/projects/{project}/still-broken/", said).status_code == 302
    assert (
        resident.post("/places/V1/propose/", said | {"type": "road", "sort": "road"}).status_code
        == 302
    )
    return [f"/answers/{one.number}/" for one in Voice.objects.all()]


def addresses(project: str, planted: list[str]) -> list[str]:
    """Return every public page, feed and file."""
    from xiaowei.base.places.models import Place
    from xiaowei.stages.identification.models import Candidate

    named = [reverse(route, args=[project if a == "PROJECT" else a for a in args])
             for route, args in PUBLIC.items()]  # fmt: skip
    more = [
        f"{page}{end}"
        for one in Place.objects.filter(name__contains="树")
        for page in [f"/places/{one.code}/"]
        for end in ("", "feed.atom", "propose/", "ask/")
    ]
    own = [
        f"/projects/{one.number}/{end}"
        for one in Candidate.objects.exclude(number=project)
        for end in ("?face=public", "print/", "still-broken/")
    ]
    files = [f"/open-data/{name}.csv" for name in ("projects", "places", "years")]
    search = [f"/search/?q={word}" for word in ("树", "王秀兰", "修路")]
    return [*named, *more, *own, *files, *search, *planted]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_public_reads_no_number_of_anybody(
    as_: Door, project: str, planted: list[str], language: str
) -> None:
    stranger = as_()
    stranger.cookies["django_language"] = language
    told = {}
    for address in addresses(project, planted):
        answer = stranger.get(address)
        assert answer.status_code == 200, address
        told[address] = b"".join(answer).decode(errors="replace")
    assert any("榆树村" in text for text in told.values())
    assert any("门前修路" in text for text in told.values())
    wrong = [address for address, text in told.items() if PHONE in text or CARD in text]
    assert not wrong
