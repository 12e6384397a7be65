"""Home of the Spark engine: rows are kept on a cluster, and steps are done by its Python workers.

A row of Spark is a part's number and a table of its rows as an Arrow stream, so that Spark sees no column
and steps see the tables that the local engine hands them. Workers need this package, and the files. The
sample with its texts, like all rows, is forgotten there as soon as it was brought.
"""

from __future__ import annotations

import os
import pickle
import shutil
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from xiaowei.analysis.engines.local import packed, split, unpacked
from xiaowei.analysis.engines.protocol import Key, Part, Step, StepFailed
from xiaowei.domain.errors import SourceDown

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.maxResultSize": "0",
    "spark.log.level": "ERROR",
    "spark.io.encryption.enabled": "true",
}
"""One table is one record; parts are counted, not guessed; the sample comes here, however large. What
workers write to their disks is encrypted."""
_SCHEMA = "part bigint, rows binary"
_PATIENCE_SECONDS = 10


class SparkEngine:
    """Does the work on a cluster."""

    at_hand = False

    def __init__(
        self, session: SparkSession, done: Callable[[int, int], None] | None = None
    ) -> None:
        self._session = session
        self._done = done or (lambda *_: None)

    def keep(self, read: Callable[[Part], pl.DataFrame], parts: Sequence[Part]) -> SparkRows:
        """Read each part, and keep what it holds."""
        return SparkRows(self._read(read, parts))

    def bring(
        self, read: Callable[[Part], pl.DataFrame], parts: Sequence[Part]
    ) -> Iterator[pl.DataFrame]:
        """Read each part, and yield what it holds."""
        kept = self.keep(read, parts)
        try:
            for number, (_, rows) in enumerate(kept.bring(), 1):
                yield rows
                self._done(number, len(parts))
        finally:
            kept.drop()

    def _read(self, read: Callable[[Part], pl.DataFrame], parts: Sequence[Part]) -> DataFrame:
        told = _broadcast(self._session, (read, list(parts)))

        def work(numbers: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            step, all_parts = told.value
            for batch in numbers:
                for number in batch.column(0).to_pylist():
                    yield from _batches(number, step(all_parts[number]))

        numbers = self._session.range(len(parts), numPartitions=max(len(parts), 1))
        return numbers.mapInArrow(work, _SCHEMA)


class SparkRows:
    """Rows in parts, on a cluster, computed once."""

    def __init__(self, frame: DataFrame) -> None:
        from pyspark import StorageLevel
        from pyspark.errors import PySparkException

        self._frame = frame.persist(StorageLevel.MEMORY_AND_DISK)
        try:
            self._frame.count()  # all parts at once; bringing them would do one after another
        except PySparkException as trouble:
            self.drop()
            raise StepFailed(str(trouble)) from trouble

    def shuffle(self, key: Key, parts: int, step: Step) -> SparkRows:
        """Bring the rows of each part together, and keep what the step makes of it."""
        told = _broadcast(self._frame.sparkSession, (key, step))

        def apart(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for _, frame in _frames(batches):
                for part, rows in split(frame, told.value[0]):
                    yield from _batches(part, rows)

        def together(number: tuple[Any, ...], table: pa.Table) -> pa.Table:
            import pyarrow as pa

            rows = pl.concat([frame for _, frame in _frames(table.to_batches())])
            made = told.value[1](rows)
            return pa.Table.from_batches(list(_batches(number[0].as_py(), made)), _arrow_schema())

        return SparkRows(
            self._frame.mapInArrow(apart, _SCHEMA)
            .repartition(parts, "part")
            .groupBy("part")
            .applyInArrow(together, _SCHEMA)
        )

    def bring(self, step: Step | None = None) -> Iterator[tuple[int, pl.DataFrame]]:
        """Yield each part that holds rows with its number, in any order, or what a step makes of it."""
        rows = SparkRows(self._made(step)) if step else self
        try:
            for row in rows._frame.toLocalIterator(prefetchPartitions=True):
                yield row.part, unpacked(row.rows)
        finally:
            if step:
                rows.drop()

    def drop(self) -> None:
        """Forget the rows, wherever the cluster keeps them."""
        self._frame.unpersist(blocking=True)

    def _made(self, step: Step) -> DataFrame:
        told = _broadcast(self._frame.sparkSession, step)

        def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for part, rows in _frames(batches):
                yield from _batches(part, told.value(rows))

        return self._frame.mapInArrow(work, _SCHEMA)


def _broadcast(session: SparkSession, what: object) -> Any:
    return session.sparkContext.broadcast(_AsBytes(what))


class _AsBytes:
    """What workers are told, as one piece of bytes: where Spark encrypts it can't write arrays' buffers."""

    def __init__(self, what: object) -> None:
        self._what = what

    def __reduce__(self) -> tuple[Any, ...]:
        return pickle.loads, (pickle.dumps(self._what, 4),)


@contextmanager
def connected(master: str, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """Connect to a cluster with these settings of Spark's.

    :raises SourceDown: java_missing, spark_down
    """
    _require_java()
    _require_answer(master)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("xiaowei").master(master)
    for name, value in {**SETTINGS, **(settings or {})}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (Py4JError, PySparkException, OSError) as trouble:
        raise SourceDown("spark_down", master=master) from trouble
    try:
        yield session
    finally:
        session.stop()


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (Path(home, "bin", "java").exists() if home else shutil.which("java")):
        raise SourceDown("java_missing")


def _require_answer(master: str) -> None:
    """Refuse a master of a cluster where nobody answers; Spark itself would try for minutes."""
    if not master.startswith("spark://"):
        return
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        with suppress(OSError, ValueError):
            socket.create_connection((host, int(port)), _PATIENCE_SECONDS).close()
            return
    raise SourceDown("spark_down", master=master)


def _arrow_schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema([("part", pa.int64()), ("rows", pa.binary())])


def _batches(part: int, frame: pl.DataFrame) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    if len(frame):
        yield pa.RecordBatch.from_pydict(
            {"part": [part], "rows": [packed(frame)]}, schema=_arrow_schema()
        )


def _frames(batches: Any) -> Iterator[tuple[int, pl.DataFrame]]:
    for batch in batches:
        for part, data in zip(*(batch.column(at).to_pylist() for at in (0, 1)), strict=True):
            yield part, unpacked(data)
