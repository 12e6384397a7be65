"""Home of what the analyse doors share: a column by its name, and the heads of a printed table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import language

if TYPE_CHECKING:
    from xiaowei.connectors.tabular.rows import Table


def heads(*names: str) -> list[str]:
    """Return the words of these columns."""
    return [say(f"column.{name}", language()) for name in names]


def column_of(sheet: Table, name: str) -> int:
    """Return the place of the column called `name`.

    :raises BadInput: `no_such_column`
    """
    plain = headers_of(sheet)
    if name.strip() not in plain:
        raise BadInput("no_such_column", name=name, known="、".join(filter(None, plain)))
    return plain.index(name.strip())


def headers_of(sheet: Table) -> list[str]:
    """Return the headers without the blanks around them."""
    return [header.strip() for header in sheet.headers]
