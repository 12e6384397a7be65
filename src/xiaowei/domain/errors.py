"""Home of the tree of refusals.

    XiaoweiError            every refusal the house makes on purpose; has a stable `code` and `facts`
    ├── RuleBroken          a rule of the programme says no            web: form error   api 409   cli 4
    ├── BadInput            what was handed in cannot be taken         web: form error   api 422   cli 3
    ├── NotAllowed          this person may not take this step         web: 403 page     api 403   cli 4
    ├── SourceDown          an outside source does not answer          web: notice       api 503   cli 5
    └── Busy                somebody else is writing, nothing stored   web: 503 page     api 503   cli 5

Anything else is a bug. The words of a code stand in `words/errors-*.toml`, in Chinese and English:
what is wrong and what to do next.
"""

from __future__ import annotations

from xiaowei.domain.wording import say


class XiaoweiError(Exception):
    """A refusal with a stable code and the facts that explain it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def text(self, language: str = "zh") -> str:
        """Say what is wrong and what to do next, in `zh` or `en`."""
        return say(f"error.{self.code}", language, **self.facts)

    def __str__(self) -> str:
        return self.text()


class RuleBroken(XiaoweiError):
    """A rule of the programme says no."""


class BadInput(XiaoweiError):
    """What was handed in cannot be taken; `row` and `column` name the place when there is one."""

    def __init__(
        self, code: str, *, row: int | None = None, column: str | None = None, **facts: object
    ) -> None:
        super().__init__(code, **facts)
        self.row = row
        self.column = column

    def text(self, language: str = "zh") -> str:
        """Name the place first, then what is wrong and what to do next."""
        place = ""
        if self.row is not None:
            place += say("place.row", language, row=self.row)
        if self.column is not None:
            place += say("place.column", language, column=self.column)
        return place + super().text(language)


class NotAllowed(XiaoweiError):
    """This person may not take this step."""


class SourceDown(XiaoweiError):
    """An outside source does not answer."""


class Busy(XiaoweiError):
    """Somebody else is writing; nothing was stored, and the same act may be tried again."""
