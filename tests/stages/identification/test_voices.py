"""Residents' voices: said without a name, told at once, answered after a look, never a ticket."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from tests import town, walking
from xiaowei.base.attachments.models import Attachment
from xiaowei.base.messages.models import Follower, Knock, Notice
from xiaowei.base.messages.operations import knock
from xiaowei.base.messages.operations.followers import ask_to_follow
from xiaowei.base.messages.queries import inbox
from xiaowei.base.places.models import Place
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.domain.voices import KINDS, enough, number_typed
from xiaowei.journey.butlers import five
from xiaowei.procedures.nightly import nightly
from xiaowei.stages.identification import operations
from xiaowei.stages.identification.models import Candidate, CandidatePlace, Support, Voice
from xiaowei.stages.identification.voices import (
    confirmed,
    open_at_places,
    proposals,
    public_questions,
    unanswered,
    voice_with,
    voices_heard,
)
from xiaowei.stages.intake.models import Ticket

pytestmark = pytest.mark.django_db
stand = walking.standing("settle")
WORDS = "还是漏水,张师傅电话13800138000,身份证110105199003071234"
SAID = {"on": town.TODAY, "at": town.NOW}


def broken(**said):
    return operations.say_still_broken(
        **({"number": walking.NUMBER, "sort": "broken_again"} | SAID | said)
    )


def proposed(**said):
    place = Place.objects.get(code="V1").pk
    return operations.propose_work(**({"place_id": place, "sort": "road"} | SAID | said))


def photo_with_place() -> bytes:
    file, exif = BytesIO(), Image.Exif()
    exif[0x8825] = {1: "N", 2: (39.0, 54.0, 0.0)}
    Image.new("RGB", (8, 8), "grey").save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_a_voice_has_a_number_that_nobody_guesses_and_a_day_by_which_it_is_answered():
    first, second = broken(), broken()
    assert first.number[:10] == "HX-0831-01"[:10] and second.number.startswith("HX-0831-02-")
    assert len(first.number) == len("HX-0831-01-KMRT")
    assert first.number[-4:] != second.number[-4:]
    assert first.due_on == town.TODAY + timedelta(1)
    assert voice_with(f" {first.number.lower().replace('-', '—')} ") == first
    for typed in ("hx–0831–01–kmrt", "hx083101kmrt", "HX 0831 01 KMRT", "ＨＸ－0831－01－kmrt"):
        assert number_typed(typed) == "HX-0831-01-KMRT"
    assert number_typed("jy-1231-104-abcd") == "JY-1231-104-ABCD"
    assert number_typed(" x y ") == "XY"


def test_butler_and_township_are_told_in_the_same_breath():
    voice = broken(sort="danger")
    told = Notice.objects.filter(subject=voice.number)
    assert {(one.desk, one.kind) for one in told} == {
        ("butler", "voice_danger"), ("township", "voice_danger"),
    }  # fmt: skip
    assert any(one.subject == voice.number for one in inbox(town.BUTLER, 9))
    stop = five((Place.objects.get(code="V1"),), town.TODAY)[0]
    assert stop.reasons[0].code == "voices" and stop.reasons[0].count == 1


def test_words_are_masked_a_photo_loses_its_place_and_nothing_becomes_a_ticket():
    tickets = Ticket.objects.count()
    voice = broken(text=WORDS, photo=photo_with_place())
    assert "13800138000" not in voice.text and "110105199003071234" not in voice.text
    kept = Attachment.objects.get(number=f"voice:{voice.pk}")
    from xiaowei.base.attachments.queries import path_of

    with Image.open(path_of(kept)) as picture:
        assert not picture.getexif()
    assert Ticket.objects.count() == tickets
    assert "13800138000" not in str(story(voice.number))


@pytest.mark.parametrize(
    ("said", "code"),
    [({"number": "QC2022-404"}, "not_found"), ({"sort": "road"}, "voice_sort_known"),
     ({"photo": b"none"}, "not_a_picture")],
)  # fmt: skip
def test_what_is_not_taken_leaves_nothing(said, code):
    with pytest.raises((BadInput, RuleBroken)) as refused:
        broken(**said)
    assert refused.value.code == code
    assert not Voice.objects.exists() and not Notice.objects.filter(kind__startswith="voice")


def test_seen_then_answered_by_those_of_the_place_only():
    voice = broken()
    by_number = {"number": voice.number, "at": town.NOW}
    for who in (
        town.STRANGER,
        town.SECRETARY,
        town.person("邻村", ("butler", town.WHITESTONE, "V2")),
    ):
        with pytest.raises(NotAllowed):
            operations.see_on_site(**by_number, found=True, by=who, on=town.TODAY)
    with pytest.raises(RuleBroken) as early:
        operations.answer_voice(**by_number, text="好", by=town.BUTLER, on=town.TODAY)
    assert early.value.code == "not_in_table"
    with pytest.raises(RuleBroken) as before:
        operations.see_on_site(
            **by_number, found=True, by=town.BUTLER, on=town.TODAY - timedelta(1)
        )
    assert before.value.code == "seen_since_said"
    operations.see_on_site(**by_number, found=True, by=town.BUTLER, on=town.TODAY)
    with pytest.raises(RuleBroken) as silent:
        operations.answer_voice(**by_number, text=" ", by=town.CLERK, on=town.TODAY)
    assert silent.value.code == "voice_answered"
    done = operations.answer_voice(
        **by_number, text="已修好,电话13800138000", by=town.CLERK, on=town.TODAY
    )
    assert done.state == "answered" and "13800138000" not in done.answer
    assert not Notice.objects.filter(subject=voice.number, read_at__isnull=True).exists()


def test_each_hears_what_is_said_in_the_own_area():
    number = broken().number
    for who in (town.BUTLER, town.CLERK, town.OFFICER, town.OPERATOR):
        assert [one["voice"].number for one in voices_heard(who, town.TODAY)] == [number]
    neighbour = town.person("邻村", ("butler", town.WHITESTONE, "V2"))
    for who in (town.STRANGER, town.SECRETARY, town.AUDITOR, neighbour):
        assert voices_heard(who, town.TODAY) == []


def test_only_what_a_look_bore_out_counts():
    project = Candidate.objects.get(number=walking.NUMBER).pk
    voice = broken()
    assert unanswered([project], town.TODAY) and not confirmed([project], town.TODAY)
    operations.see_on_site(number=voice.number, found=False, by=town.BUTLER, **SAID)
    assert not unanswered([project], town.TODAY) and not confirmed([project], town.TODAY)
    operations.see_on_site(number=voice.number, found=True, by=town.CLERK, **SAID)
    assert [one.number for one in confirmed([project], town.TODAY)] == [voice.number]
    assert not confirmed([project], town.TODAY - timedelta(1))


def test_what_a_look_bore_out_is_not_looked_away():
    project = Candidate.objects.get(number=walking.NUMBER).pk
    voice = broken(on=town.TODAY - timedelta(3))
    by = {"number": voice.number, "by": town.BUTLER, "at": town.NOW}
    operations.see_on_site(found=True, on=town.TODAY - timedelta(1), **by)
    for on in (town.TODAY - timedelta(2), town.TODAY):
        with pytest.raises(RuleBroken) as refused:
            operations.see_on_site(found=False, on=on, **by)
        assert refused.value.code in ("seen_since_said", "borne_out_stays")
    assert [one.number for one in confirmed([project], town.TODAY)] == [voice.number]
    with pytest.raises(RuleBroken) as early:
        operations.answer_voice(text="修好了", on=town.TODAY - timedelta(2), **by)
    assert early.value.code == "answered_since_said"


def test_the_longest_waiting_stays_on_a_list_that_is_full():
    old = broken(on=town.TODAY - timedelta(9)).number
    for _ in range(3):
        done = broken().number
        operations.see_on_site(number=done, found=False, by=town.BUTLER, **SAID)
        operations.answer_voice(number=done, text="已修", by=town.BUTLER, **SAID)
    assert [x["voice"].number for x in voices_heard(town.CLERK, town.TODAY, 2)] == [old, done]


def test_a_word_is_at_the_place_it_names_or_at_each_of_the_projects():
    project = Candidate.objects.get(number=walking.NUMBER)
    second = Place.objects.get(code="V2")
    CandidatePlace.objects.create(candidate=project, place=second, sequence=2)
    broken()
    assert open_at_places(["V1", "V2"], town.TODAY) == {"V1": 1, "V2": 1}
    assert broken(place_code="V2").place_codes == ["V2"]
    assert open_at_places(["V1", "V2"], town.TODAY) == {"V1": 1, "V2": 2}
    assert broken(place_code="E1").place_codes == ["V1", "V2"], "no place of the project"


def test_a_proposal_is_supported_once_a_device_and_taken_up_as_a_candidate():
    voice = proposed(text="晚上看不见路")
    for device in ("a", "b", "a"):
        count = operations.support(number=voice.number, device=device, **SAID)
    assert count == 2 and Support.objects.count() == 2
    assert proposals(town.DISTRICT, town.TODAY)[0] == (voice, 2)
    with pytest.raises(NotAllowed):
        operations.accept_voice(number=voice.number, by=town.BUTLER, **SAID)
    taken = operations.accept_voice(number=voice.number, by=town.CLERK, **SAID)
    assert taken.candidate.lead_source == "residents"
    assert voice.number in taken.candidate.reason and "2人支持" in taken.candidate.reason
    with pytest.raises(BadInput):
        operations.support(number=voice.number, device="c", **SAID)


def test_a_proposal_is_declined_with_a_reason():
    voice = proposed()
    declined = operations.decline_voice(
        number=voice.number, text="属公路局养护", by=town.LEADER, **SAID
    )
    assert (declined.state, declined.answer) == ("declined", "属公路局养护")


def test_questions_are_open_where_the_policy_says_so(monkeypatch):
    asked = {"place_id": Place.objects.get(code="V1").pk, "sort": "about_plan", "text": "哪天修?"}
    with pytest.raises(RuleBroken) as closed:
        operations.ask_township(**asked, **SAID)
    assert closed.value.code == "questions_closed"
    from dataclasses import replace

    from xiaowei.stages.identification.operations import voicing

    there = voicing.policy_for
    monkeypatch.setattr(
        voicing, "policy_for", lambda *where: replace(there(*where), public_questions=True)
    )
    voice = operations.ask_township(**asked, **SAID)
    assert public_questions(town.DISTRICT, town.TODAY) == []
    operations.answer_voice(number=voice.number, text="九月修", by=town.CLERK, **SAID)
    assert public_questions(town.DISTRICT, town.TODAY) == [voice]


def test_an_address_comes_so_often_a_day_and_is_not_kept():
    for _ in range(3):
        knock(kind="voice", address="203.0.113.9", limit=3, on=town.TODAY)
    with pytest.raises(RuleBroken) as refused:
        knock(kind="voice", address="203.0.113.9", limit=3, on=town.TODAY)
    assert refused.value.code == "too_many_today"
    assert knock(kind="voice", address="203.0.113.10", limit=3, on=town.TODAY) == 1
    assert knock(kind="voice", address="203.0.113.9", limit=3, on=town.TODAY + timedelta(3)) == 1
    assert "203.0.113" not in str(list(Knock.objects.values()))


def test_the_night_forgets_who_knocked_and_what_nobody_confirmed():
    knock(kind="voice", address="203.0.113.9", limit=3, on=town.TODAY)
    place = Place.objects.get(code="V1").pk
    ask_to_follow(place_id=place, address="a@b.example", site="x", language="zh", **SAID)
    later = {"on": town.TODAY + timedelta(8), "at": town.NOW + timedelta(8)}
    nightly(steps=[], by=town.OPERATOR, **later)
    assert not Knock.objects.exists()
    assert (Follower.objects.get().state, bytes(Follower.objects.get().address)) == ("ended", b"")


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "rumour"}, {"project": None}, {"seen_on": town.TODAY},
     {"seen_on": town.TODAY - timedelta(1), "found": True}, {"state": "answered"}],
)  # fmt: skip
def test_the_database_refuses_what_no_voice_can_be(wrong):
    voice = broken()
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.filter(pk=voice.pk).update(**wrong)


def test_enough_is_one_of_so_many_households():
    assert not enough(0, 20, 20) and not enough(5, None, 20) and not enough(5, 0, 20)
    assert enough(1, 20, 20) and not enough(1, 21, 20) and enough(2, 40, 20)


def test_every_kind_ends_somewhere():
    for kind in KINDS.values():
        assert {arrow.target for arrow in kind.flow.arrows} - {"seen"}
