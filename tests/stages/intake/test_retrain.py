"""Home of the tests of retraining: the house's own tickets teach, and the better model stays."""

from __future__ import annotations

import json
import random

import pytest

from tests import town
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.interfaces.cli.findings import findings
from xiaowei.procedures.answer_question import answer_question
from xiaowei.procedures.retrain import Retrained, retrain, use_model
from xiaowei.stages.identification.models import Spot
from xiaowei.stages.intake.examples import _is_held_out, lessons
from xiaowei.stages.intake.models import Question, Ticket, TrainedModel
from xiaowei.stages.intake.settling import said_in
from xiaowei.stages.intake.trained import file_of, model_named

pytestmark = pytest.mark.django_db
SAID = {
    ("道路交通", "道路破损"): (
        "车一过就颠得厉害",
        "轮胎都扎坏了",
        "沥青掉渣",
        "骑车摔跤",
        "坑越来越大",
    ),
    ("供水", "水质"): ("洗衣服发黄", "烧开有沉淀", "一股铁锈味", "孩子不敢喝", "放出来是浑的"),
    ("噪声污染", "施工噪声"): ("半夜还在打桩", "睡不着觉", "工地机器响", "凌晨切割", "吵得头疼"),
}
TALK = ("市民反映", "希望尽快处理", "多次打电话", "物业不管", "老人很着急")


def tickets(count: int, seed: int, named: bool = True, first: int = 1000) -> list:
    chance = random.Random(seed)
    rows = []
    for at in range(count):
        topics = chance.choice(sorted(SAID))
        said = chance.sample(SAID[topics], 2) + chance.sample(TALK, 2)
        rows.append(
            town.ticket_row(
                f"K{first + at}", f"2022-07-{1 + at % 28:02} 09:00",
                topics=topics if named else (), content=",".join(said),
            )
        )  # fmt: skip
    return rows


def unnamed(number: str, said: str, **more) -> object:
    return town.ticket_row(number, "2022-08-20 09:00", content=said, **({"topics": ()} | more))


def kept(done: Retrained) -> TrainedModel:
    return model_named(done.model)


@pytest.fixture
def taught(settled):
    town.bring(tickets(160, 1))


def test_a_model_is_learnt_kept_and_used(taught) -> None:
    town.bring([unnamed("N1", "半夜还在打桩,睡不着觉"), unnamed("N2", "说不清楚")])
    assert Ticket.objects.get(number="N1").topic_code == ""
    done = retrain(**town.acting())
    model = kept(done)
    assert done.taken and file_of(model.digest).is_file()
    assert model.card["rows"] + model.held_out == 160
    told = Ticket.objects.get(number="N1")
    assert (told.topic_how, told.topic_model) == ("model", done.model)
    assert Spot.objects.filter(topic_code=told.topic_code, place=told.place).exists()
    unsure = Ticket.objects.get(number="N2")
    assert (unsure.topic_code, unsure.topic_how) == ("", "unsure")
    assert [e["action"] for e in story(f"model:{done.model}")] == [
        "intake.keep_model",
        "intake.use_model",
        "intake.resettle",
    ]


def test_what_comes_later_is_told_by_the_model_or_asked(taught) -> None:
    retrain(**town.acting())
    town.bring([
        unnamed("N1", "烧开有沉淀,孩子不敢喝"),
        unnamed("N2", "说不清楚"),
        unnamed("N3", "不好说的怪事", topics=("奇事", "怪事")),
    ])  # fmt: skip
    assert Ticket.objects.get(number="N1").topic_how == "model"
    asked = {q.words: q for q in Question.objects.filter(kind="topic", answer="")}
    assert asked.keys() == {"#N2", "奇事->怪事"}
    for question in asked.values():
        assert len(question.candidates) == 3 and question.candidates[0]["why"] == "model"
    best = asked["#N2"].candidates[0]["code"]
    answer_question(question_id=asked["#N2"].pk, answer=best, **town.acting())
    ticket = Ticket.objects.get(number="N2")
    assert (ticket.topic_code, ticket.topic_how, ticket.topic_model) == (best, "answered", "")
    assert not Question.objects.filter(words="#N2", answer="").exists()
    answer_question(question_id=asked["奇事->怪事"].pk, answer="-", **town.acting())
    assert Ticket.objects.get(number="N3").topic_code == ""


def test_a_topic_that_rules_or_people_tell_is_not_the_models(taught) -> None:
    retrain(**town.acting())
    town.bring([unnamed("N1", "路面破损,半夜还在打桩"), *tickets(3, 9, first=5000)])
    assert Ticket.objects.get(number="N1").topic_how == "words"
    assert not Ticket.objects.filter(number__startswith="K5", topic_how="model").exists()


def test_a_worse_model_is_kept_but_not_used(taught) -> None:
    good = kept(retrain(**town.acting()))
    chance = random.Random(3)
    rows = tickets(240, 4, first=3000)
    shuffled = [town.ticket_row(
        row.number, "2022-08-01 09:00", topics=chance.choice(sorted(SAID)), content=row.content
    ) for row in rows]  # fmt: skip
    town.bring(shuffled)
    worse = retrain(**town.acting())
    assert kept(worse).beside == str(good)
    assert kept(worse).macro_f1 < (kept(worse).beside_f1 or 0)
    assert not worse.taken and TrainedModel.objects.get(in_use=True) == good
    forced = retrain(anyway=True, **town.acting())
    assert forced.taken and TrainedModel.objects.get(in_use=True) == kept(forced)
    use_model(name=str(good), **town.acting())
    assert TrainedModel.objects.get(in_use=True) == good


def test_the_newest_teach_first_and_those_without_a_time_last(taught) -> None:
    """On every database: some take what is unknown for the newest."""
    timeless = [f"K{1000 + at}" for at in range(0, 160, 7)]
    Ticket.objects.filter(number__in=timeless).update(received_at=None)
    dated = Ticket.objects.exclude(received_at=None).order_by("-received_at", "number")
    undated = Ticket.objects.filter(received_at=None).order_by("number")
    told = [said_in(one).strip() for one in (*dated, *undated) if not _is_held_out(one.number)]
    assert list(lessons().learnt.texts) == told


def test_too_few_examples_teach_nothing(troubled) -> None:
    with pytest.raises(RuleBroken) as refused:
        retrain(**town.acting())
    assert refused.value.code == "too_few_examples"
    assert not TrainedModel.objects.exists()


def test_only_the_operator_retrains_and_an_unknown_model_is_refused(taught) -> None:
    for act in (retrain, lambda **who: use_model(name="abc", **who)):
        with pytest.raises(NotAllowed):
            act(**town.acting(town.OFFICER))
    with pytest.raises(BadInput):
        use_model(name="abc", **town.acting())


def test_a_lost_file_is_told_and_nothing_fails(taught) -> None:
    model = kept(retrain(**town.acting()))
    file = file_of(model.digest)
    file.write_bytes(b"gone")
    town.bring([unnamed("N1", "半夜还在打桩,睡不着觉")])
    assert Ticket.objects.get(number="N1").topic_code == ""
    assert "topic_model" in {one["id"] for one in findings("zh")}
    with pytest.raises(RuleBroken):
        use_model(name=str(model), **town.acting())


def test_a_card_holds_no_words_of_a_ticket(taught) -> None:
    card = json.dumps(kept(retrain(**town.acting())).card, ensure_ascii=False)
    assert not any(word in card for said in SAID.values() for word in said)
