"""The visit log: where, when, what was seen, and what it belongs to."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests import asking, town
from xiaowei.base.places.models import Place
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken
from xiaowei.journey.butlers import five
from xiaowei.stages.identification.models import Spot, Visit
from xiaowei.stages.identification.operations import log_visit
from xiaowei.stages.identification.visits import last_there, town_of_photo, visits

pytestmark = pytest.mark.django_db


def visit(by=town.BUTLER, place="V1", on=town.TODAY, **said):
    told = {"place_id": Place.objects.get(code=place).pk, "seen": "路面又裂了"}
    return log_visit(**(told | said), **town.acting(by, on))


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "grey").save(file, "PNG")
    return file.getvalue()


def test_a_visit_with_spot_project_and_photo_is_read_again(troubled):
    number = asking.project()
    spot = Spot.objects.get(kind="repeat")
    logged = visit(
        seen="张师傅 10000000003 说要修", spot_id=spot.pk, number=number, photo=picture()
    )
    row = visits(town.WHITESTONE, town.TODAY)[0]
    assert (row["place"], row["number"], row["spot"]) == (town.STONEGATE, number, spot.pk)
    assert row["photo"] and "10000000003" not in row["seen"]
    assert town_of_photo(f"visit:{logged.pk}") == town.WHITESTONE
    assert town_of_photo(number) == town_of_photo("visit:999") == ""
    assert story("place:V1")[-1]["action"] == "identification.log_visit"
    assert visits(town.MAPLE, town.TODAY) == []
    assert last_there({logged.place_id}, town.TODAY.replace(day=1)) == {}


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"seen": " "}, ("visit_said", RuleBroken)),
        ({"place_id": 0}, ("no_such_place", BadInput)),
        ({"number": "QC2022-404"}, ("visit_elsewhere", RuleBroken)),
        ({"on": town.TODAY.replace(year=2023)}, ("not_in_future", RuleBroken)),
        ({"photo": b"no picture"}, ("not_a_picture", BadInput)),
        ({"place": "V2"}, ("not_permitted", NotAllowed)),
        ({"by": town.SECRETARY}, ("not_permitted", NotAllowed)),
        ({"by": town.STRANGER}, ("not_permitted", NotAllowed)),
    ],
)
def test_what_is_refused_leaves_nothing(troubled, said, refused):
    code, kind = refused
    with pytest.raises(kind) as refusal:
        visit(**said)
    assert refusal.value.code == code
    assert not Visit.objects.exists()


def test_a_spot_of_another_place_is_refused(troubled):
    burst = Spot.objects.get(kind="burst")
    with pytest.raises(RuleBroken):
        visit(spot_id=burst.pk)


def test_today_lists_where_somebody_waits(troubled):
    places = tuple(Place.objects.order_by("code"))
    before = {one.place.code: [why.code for why in one.reasons] for one in five(places, town.TODAY)}
    assert before["V1"] == ["repeats", "never"]
    assert before["V2"] == ["never"]
    asking.ask(asking.project(), desk="butler", on=asking.FRIDAY)
    visit()
    stop = five(places, town.TODAY)[0]
    assert stop.place.code == "V1"
    assert ([why.code for why in stop.reasons], stop.last_on) == (["late", "repeats"], town.TODAY)
    assert five((), town.TODAY) == []
