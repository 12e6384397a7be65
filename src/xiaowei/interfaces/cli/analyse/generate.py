"""Home of `analyse generate`: a synthetic district as sheets, with the truth beside them."""

from __future__ import annotations

import argparse
import csv
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, Bar, language
from xiaowei.interfaces.cli.running import as_date, command, option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xiaowei.analysis.generating.district import District, SyntheticTicket
    from xiaowei.domain.catalogue import Catalogue

MOST = 10_000_000
PLACES = ("编号", "类型", "街乡镇代码", "街乡镇", "社区", "名称", "别名", "经度", "纬度")
TICKETS = (
    "工单编号", "来电时间", "来电号码", "诉求类型", "一级分类", "二级分类", "区", "街乡镇", "社区(村)",
    "诉求地址", "诉求内容", "经度", "纬度",
)  # fmt: skip
TRUTH = ("工单编号", "issue", "place", "topic", "outage", "planted")
EVERY = 10_000


def register(methods: Any) -> None:
    """Add `generate`."""
    method = command(methods, "generate", run)
    option(method, "--tickets", key="generate_tickets", type=int, required=True, metavar="N")
    option(method, "--seed", key="generate_seed", type=int, default=1, metavar="S")
    option(method, "--out", key="generate_out", type=Path, required=True, metavar="DIR")
    option(method, "--known", key="generate_known", type=float, default=1.0, metavar="SHARE")
    option(method, "--from", key="generate_from", dest="first", type=as_date, metavar="DAY")
    option(method, "--days", key="generate_days", type=int, default=365, metavar="N")
    option(method, "--places", key="generate_places", type=int, metavar="N")


def run(args: argparse.Namespace) -> Answer:
    """Write tickets.csv, places.csv and truth.csv of a synthetic district."""
    from xiaowei.analysis.generating.district import synthesise
    from xiaowei.connectors.packs.parse import load
    from xiaowei.connectors.packs.synthetic import load_script

    for name, value, least, most in (
        ("--tickets", args.tickets, 1, MOST),
        ("--days", args.days, 30, 3660),
        ("--places", 2 if args.places is None else args.places, 2, 20_000),
        ("--known", args.known, 0, 1),
    ):
        if not least <= value <= most:
            raise BadInput("option_outside", option=name, value=value, least=least, most=most)
    if args.out.exists() and not args.out.is_dir():
        raise BadInput("no_such_folder", folder=args.out)
    catalogue = load(("default",)).catalogue
    district = synthesise(
        args.tickets,
        args.seed,
        load_script(),
        catalogue,
        first=args.first or date(2021, 1, 1),
        days=args.days,
        communities=args.places,
    )
    args.out.mkdir(parents=True, exist_ok=True)
    files = [args.out / f"{name}.csv" for name in ("tickets", "places", "truth")]
    with ExitStack() as stack:
        sheets = [
            csv.writer(stack.enter_context(file.open("w", encoding="utf-8-sig", newline="")))
            for file in files
        ]
        sheets[1].writerows([PLACES, *_place_rows(district, args.known, args.seed)])
        _write_tickets(sheets[0], sheets[2], district, args.tickets, catalogue)
    data = {
        "tickets": args.tickets,
        "issues": len(district.events),
        "places": len(district.places),
        "files": [str(file) for file in files],
    }
    return Answer(data, say("told.generated", language(), **data | {"folder": args.out}))


def _place_rows(district: District, known: float, seed: int) -> Iterator[tuple[object, ...]]:
    """Yield the places that the gazetteer knows."""
    from random import Random

    chance = Random(seed)  # noqa: S311 a demo, no secret
    for one in district.places:
        if chance.random() < known:
            where = (one.community, one.name, ";".join(one.aliases), one.lon, one.lat)
            yield (one.code, one.kind, one.town_code, one.town, *where)


def _write_tickets(
    sheet: Any, truth: Any, district: District, count: int, catalogue: Catalogue
) -> None:
    from xiaowei.analysis.generating.background import path_of

    paths = {one.code: path_of(catalogue, one) for one in catalogue.topics}
    sheet.writerow(TICKETS)
    truth.writerow(TRUTH)
    bar = Bar()
    for index, ticket in enumerate(district.tell(), 1):
        sheet.writerow(_ticket_row(ticket, paths))
        truth.writerow(_truth_row(ticket))
        if index % EVERY == 0 or index == count:
            bar(index, count)


def _ticket_row(ticket: SyntheticTicket, paths: dict[str, tuple[str, ...]]) -> Iterable[object]:
    told = ticket.told
    path = paths[told.topic] if told.topic else ("", "")
    return (
        ticket.number,
        ticket.received_at.strftime("%Y-%m-%d %H:%M:%S"),
        ticket.caller,
        told.kind,
        path[0],
        path[1] if len(path) > 1 else "",
        ticket.district,
        told.town,
        told.community,
        told.address,
        told.content,
        *(told.point or ("", "")),
    )


def _truth_row(ticket: SyntheticTicket) -> Iterable[object]:
    planted = ";".join(f"{kind}={said}" for kind, said in ticket.told.planted)
    outage = int(ticket.outage)
    return (ticket.number, ticket.event, ticket.place.code, ticket.topic, outage, planted)
