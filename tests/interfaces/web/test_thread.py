"""Home of the tests of the channel's pages: thread, inbox, whistles."""

from __future__ import annotations

import pytest

from tests import asking, town
from xiaowei.base.messages.models import Question, Whistle
from xiaowei.base.messages.queries import thread


@pytest.fixture
def here(project):
    return f"/projects/{project}/"


def test_a_question_is_asked_read_and_answered_on_the_project_page(as_, here):
    clerk, secretary = as_("clerk"), as_("secretary")
    asked = clerk.post(f"{here}ask/", {"desk": "village", "text": "同意了吗?", "once": "a"})
    assert asked["Location"] == f"{here}#thread"
    question = Question.objects.get()
    assert "同意了吗" in secretary.get("/messages/").content.decode()
    assert "1 条未读" in secretary.get(here).content.decode()
    secretary.post(f"/messages/questions/{question.pk}/read/")
    secretary.post(f"/messages/questions/{question.pk}/reply/", {"text": "都同意了"})
    page = clerk.get(here).content.decode()
    assert "按时答复" in page and "都同意了" in page
    assert "回执 secretary" in page


def test_two_clicks_ask_once(as_, here):
    for _ in range(2):
        as_("clerk").post(f"{here}ask/", {"desk": "village", "text": "同意了吗?", "once": "b"})
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "said", "told"),
    [
        ("secretary", {"desk": "finance", "text": "钱呢"}, "不能直接问"),
        ("clerk", {"desk": "village", "text": " "}, "还没有写内容"),
        ("stranger", {"desk": "village", "text": "同意了吗"}, "无权"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_stored(as_, here, who, said, told):
    page = as_(who).post(f"{here}ask/", said, follow=True).content.decode()
    assert told in page
    assert not Question.objects.exists()


def test_who_is_not_part_of_it_sees_no_question(as_, project, here):
    asking.ask(project, text="村民代表都同意了吗")
    for who, sees in (("secretary", True), ("clerk", True), ("finance", True), ("neighbour", False),
                      ("butler", False), ("builder", False), ("stranger", False)):  # fmt: skip
        assert ("村民代表都同意了吗" in as_(who).get(here).content.decode()) is sees, who


def test_the_house_has_no_act_of_another_name(as_, project):
    question = asking.ask(project)
    client = as_("clerk")
    assert client.post(f"/messages/questions/{question.pk}/forget/").status_code == 404
    assert client.post("/messages/questions/0/read/").status_code == 422
    assert client.post("/whistles/0/arrive/").status_code == 422


def test_a_notice_leads_to_what_it_is_about_and_is_read(as_, project, here):
    asking.ask(project)
    secretary = as_("secretary")
    notice = secretary.get("/messages/").context["notices"][0]
    assert "请在 2022-08-08 前答复" in notice["says"]
    assert secretary.post(f"/messages/{notice['id']}/")["Location"] == f"{here}#thread"
    assert secretary.get("/messages/").context["unread"] == 0
    assert as_("clerk").post(f"/messages/{notice['id']}/")["Location"] == "/messages/"


def test_offices_see_how_fast_answers_come(as_, project):
    asking.reply(asking.ask(project))
    page = as_("officer").get("/messages/")
    assert page.context["desks"][0]["median"] == "1 个工作日"
    assert "desks" not in as_("secretary").get("/messages/").context


def test_a_department_is_called_arrives_and_the_list_scores_both(as_, project, here):
    clerk = as_("clerk")
    clerk.post(f"{here}whistle/", {"department": "区住建委", "what": "看管线"})
    row = Whistle.objects.get()
    assert row.called_on == town.TODAY
    clerk.post(f"/whistles/{row.pk}/arrive/")
    clerk.post(f"/whistles/{row.pk}/conclude/", {"result": "标出来了"})
    page = as_("officer").get("/whistles/")
    assert page.context["departments"][0]["in_time"] == "100%"
    assert "标出来了" in page.content.decode()
    assert "标出来了" not in as_("far_officer").get("/whistles/").content.decode()


def test_empty_pages_say_what_to_do(as_):
    assert "看等我办" in as_("clerk").get("/messages/").content.decode()
    assert "就会列在这里" in as_("officer").get("/whistles/").content.decode()


def test_the_thread_is_told_as_of_the_day(as_, project):
    asking.reply(asking.ask(project))
    assert thread(project, town.CLERK, asking.FRIDAY)[0]["clock"]["state"] == "near"
    page = as_("clerk").get(f"/projects/{project}/?as_of=2022-08-05").content.decode()
    assert "都同意了吗" in page and "按时答复" not in page
