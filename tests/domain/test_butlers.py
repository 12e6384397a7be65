"""Home of the tests of the butler's day: which five places, and why."""

from __future__ import annotations

from datetime import date

from xiaowei.domain.butlers import Calling, Ringing, Why, reasons, today_list

LONG_AGO = date(2022, 1, 3)


def calling(code: str, late=0, asked=0, tickets=0, days=1) -> Calling:
    return Calling(code, late, asked, tickets, days, LONG_AGO)


def test_late_questions_come_before_open_ones_before_tickets_before_time() -> None:
    places = [
        calling("unvisited", days=30),
        calling("quiet"),
        calling("tickets", tickets=9),
        calling("never", days=None),
        calling("asked", asked=1),
        calling("late", late=1),
        calling("fewer", tickets=3),
    ]
    listed = today_list(places, 20)
    assert [one.place_code for one, _ in listed] == ["late", "asked", "tickets", "fewer", "never"]


def test_a_place_is_listed_with_all_its_reasons() -> None:
    assert reasons(calling("a", late=1, asked=2, tickets=3, days=20), 20) == (
        Why("late", 1), Why("asked", 2), Why("repeats", 3), Why("unvisited", 20),
    )  # fmt: skip
    assert reasons(calling("a", days=19), 20) == ()
    assert Why("repeats", 4).text() == "反复诉求 4 件"
    assert Why("never").text("en") == "never visited"


def test_a_burst_that_goes_on_comes_first_with_its_day_and_matter() -> None:
    def ringing(code: str, state: str, calls: int = 14) -> Calling:
        burst = Ringing("停水", calls, date(2022, 8, 31), state)
        return Calling(code, 0, 0, 0, 1, LONG_AGO, bursts=(burst,))

    places = [
        calling("late", late=3),
        ringing("over", "ended", 118),
        ringing("known", "seen", 40),
        calling("repeats", tickets=122),
        ringing("unseen", "new"),
    ]
    listed = today_list(places, 20)
    order = ["unseen", "known", "late", "repeats", "over"]
    assert [one.place_code for one, _ in listed] == order
    says = listed[0][1][0].text()
    assert says == "8 月 31 日还在集中来电:停水 14 件,还没有人处理"
    assert listed[0][1][0].text("en").startswith("停水: 14 calls in a burst up to 31 Aug")
