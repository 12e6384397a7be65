"""Home of the test that Chinese on an English page says that it is Chinese, and nothing else does."""

from __future__ import annotations

import pytest

from xiaowei.interfaces.web.marking import marked


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<td>台湖镇</td>", '<td><span lang="zh-CN">台湖镇</span></td>'),
        ("<p>拾景园, 定海园</p>", '<p><span lang="zh-CN">拾景园, 定海园</span></p>'),
        (
            "<p>Filed: 铺头村;&nbsp;next</p>",
            '<p><span>Filed: <span lang="zh-CN">铺头村</span>;&nbsp;next</span></p>',
        ),
        (
            '<option value="a" selected>米</option>',
            '<option value="a" selected lang="zh-CN">米</option>',
        ),
        ("<textarea>漏水</textarea>", '<textarea lang="zh-CN">漏水</textarea>'),
        ('<img src="a" alt="围墙">', '<img src="a" alt="围墙" lang="zh-CN">'),
        ('<i title="a > b">漏</i>', '<i title="a > b"><span lang="zh-CN">漏</span></i>'),
    ],
)
def test_chinese_is_marked(html: str, wanted: str) -> None:
    assert marked(html) == wanted
    assert marked(wanted) == wanted


@pytest.mark.parametrize(
    "html",
    [
        "<p>No word &amp; 12 m²</p>",
        "<script>say('中')</script>",
        '<button lang="zh-CN">中文</button>',
    ],
)
def test_the_rest_is_left(html: str) -> None:
    assert marked(html) == html


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "many"), [("en", True), ("zh-hans", False)])
def test_only_english_pages_are_marked(client, language: str, many: bool) -> None:
    client.cookies["django_language"] = language
    page = client.get("/nothing-here/拾景园/").content.decode()
    assert ('<span lang="zh-CN">拾景园</span>' in page) is many
