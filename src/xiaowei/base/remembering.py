"""Home of what is read once for as long as the rows it stands on stay as they are.

The tally tells what every sealed table holds. What was worked out of some tables is right until one of
their sums moves, whoever moves it, in whichever process: so it is kept under these sums, and nothing
has to say that it is out of date. A transaction that has written reads anew: what it wrote may be taken back.
Whoever asks for what another thread is reading waits for it: a crowd at the door reads once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from threading import Lock, RLock
from typing import Any, ParamSpec, TypeVar, cast

from django.apps import apps
from django.db.models import Model

from xiaowei.base.trail.tally import NOTHING, Sums, has_tally, is_moving, moved, standing

P = ParamSpec("P")
T = TypeVar("T")
Standing = dict[str, Sums]
Room = str | Callable[[], Any]
MOST = 256
"""As many answers of one kind as a process keeps; those asked for longest ago go first."""
_shelves: list[Shelf] = []
_at_door = Lock()
_under_way: dict[Any, tuple[Any, int]] = {}
"""What is being read now: its lock, and how many hold it or wait for it."""
_looked: ContextVar[tuple[int, Standing] | None] = ContextVar("looked", default=None)
_looking: ContextVar[bool] = ContextVar("looking", default=False)


class Shelf:
    """The answers of one kind, all worked out of tables as they stand `at`; these never stand so again."""

    def __init__(self, most: int) -> None:
        self.most, self.at = most, cast(Any, None)
        self.kept: OrderedDict[Any, Any] = OrderedDict()
        self.lock = Lock()

    def find(self, at: Any, asked: Any) -> tuple[Any, ...]:
        """Return the answer kept, alone; nothing where there is none for this standing."""
        with self.lock:
            if at != self.at or asked not in self.kept:
                return ()
            self.kept.move_to_end(asked)
            return (self.kept[asked],)

    def keep(self, at: Any, asked: Any, found: Any) -> None:
        """Keep an answer, and none of another standing."""
        with self.lock:
            if at != self.at:
                self.kept.clear()
                self.at = at
            self.kept[asked] = found
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing."""
        with self.lock:
            self.kept.clear()


@contextmanager
def one_look() -> Iterator[None]:
    """Let what is remembered be held against the tally once until the block ends, or writes."""
    look, looked = _looking.set(True), _looked.set(None)
    try:
        yield
    finally:
        _looked.reset(looked)
        _looking.reset(look)


def remembered(*rooms: Room, most: int = MOST) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let `read`, which stands on sealed tables, work once per standing of these: of whole apps, of
    single models named `app.Model`, of what another remembered reading says of a table that is written
    more often than what matters of it changes; or of all tables where nothing is named.

    What it is asked with is plain, or is itself what is remembered of the same tables; what it returns is
    never changed; it knows no language and no day but those that it is given.
    """

    def wrap(read: Callable[P, T]) -> Callable[P, T]:
        shelf = Shelf(most)
        _shelves.append(shelf)
        names = tuple(room for room in rooms if isinstance(room, str))
        readings = tuple(room for room in rooms if not isinstance(room, str))

        def stands() -> Any:
            tables = () if readings and not names else _standing_of(names)
            return tables, tuple(reading() for reading in readings)

        @wraps(read)
        def look_up(*args: P.args, **named: P.kwargs) -> T:
            if not has_tally() or is_moving():
                return read(*args, **named)
            at, asked = stands(), (args, tuple(sorted(named.items())))
            if held := shelf.find(at, asked):
                return cast(T, held[0])
            with _alone((read, at, asked)):
                if held := shelf.find(at, asked):
                    return cast(T, held[0])
                found = read(*args, **named)
                with one_look():  # anew: a commit while this was read leaves nothing false behind
                    if stands() == at:
                        shelf.keep(at, asked, found)
                return found

        return look_up

    return wrap


@contextmanager
def _alone(reading: Any) -> Iterator[None]:
    """Let one thread at a time do a reading: a crowd that asks the same reads once."""
    with _at_door:
        lock, many = _under_way.get(reading, (RLock(), 0))
        _under_way[reading] = (lock, many + 1)
    try:
        with lock:
            yield
    finally:
        with _at_door:
            lock, many = _under_way.pop(reading)
            if many > 1:
                _under_way[reading] = (lock, many - 1)


def forget() -> None:
    """Forget all that this process keeps, as if every table had moved."""
    for shelf in _shelves:
        shelf.clear()


def _standing_of(rooms: tuple[str, ...]) -> tuple[Sums, ...]:
    held = _looked.get()
    if held is None or held[0] != moved():
        held = (moved(), standing()[0])
        if _looking.get():
            _looked.set(held)
    return _tables(rooms, held[1])


def _tables(rooms: tuple[str, ...], told: Standing) -> tuple[Sums, ...]:
    return tuple(told.get(table, NOTHING) for table in _names(rooms))


@lru_cache(maxsize=64)
def _names(rooms: tuple[str, ...]) -> tuple[str, ...]:
    models = [m for room in rooms for m in _models(room)] if rooms else apps.get_models()
    return tuple(sorted(model._meta.db_table for model in models))


def _models(room: str) -> Iterable[type[Model]]:
    return (apps.get_model(room),) if "." in room else apps.get_app_config(room).get_models()
