"""Home of counting what a person does on a page: each click, choice and typed field is one interaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page


@dataclass
class Hand:
    """A person at the page; only what goes through here is done."""

    page: Page
    done: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    def click(self, target: Locator) -> None:
        """Press a link, a button or a box."""
        self.done.append(
            f"click {target.inner_text() or target.get_attribute('name') or ''}".strip()
        )
        target.click()

    def type(self, name: str, words: str) -> None:
        """Type into a field."""
        self.done.append(f"type {name}")
        self.typed.append(name)
        self.page.locator(f"main [name='{name}']").fill(words)

    def choose(self, name: str, file: Path) -> None:
        """Choose a file, or take a picture."""
        self.done.append(f"choose {name}")
        self.page.locator(f"main [name='{name}']").set_input_files(file)

    def act(self, label: str) -> None:
        """Press a step among what one may do, and send its form as it stands."""
        page = self.page
        self.click(page.locator(".btns").get_by_role("link", name=label, exact=True))
        self.click(page.locator("#doing [data-save]"))
