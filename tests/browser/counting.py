"""Home of counting what a person does on a page: each click, choice and typed field is one interaction."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

DROP = """([area, files]) => {
  const carried = new DataTransfer();
  for (const [name, body] of files) {
    const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], name));
  }
  area.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""


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

    def link(self, label: str) -> None:
        """Press the link that says so."""
        self.click(self.page.get_by_role("link", name=label, exact=True).first)

    def button(self, label: str) -> None:
        """Press the button that says so."""
        self.click(self.page.get_by_role("button", name=label, exact=True).first)

    def type(self, name: str, words: str, within: Locator | None = None) -> None:
        """Type into a field, of the page or of a part of it."""
        self.done.append(f"type {name}")
        self.typed.append(name)
        (within or self.page.locator("main")).locator(f"[name='{name}']").fill(words)

    def choose(self, name: str, file: Path) -> None:
        """Choose a file, or take a picture."""
        self.done.append(f"choose {name}")
        self.page.locator(f"main [name='{name}']").set_input_files(file)

    def picture(self, where: str, file: Path) -> None:
        """Take a picture with the button that opens the camera."""
        self.done.append(f"picture {where}")
        self.page.locator(where).set_input_files(file)

    def drop(self, files: list[Path]) -> None:
        """Drop files on the page that waits for them, all at once."""
        self.done.append(f"drop {len(files)} files")
        carried = [[file.name, base64.b64encode(file.read_bytes()).decode()] for file in files]
        area = self.page.locator("[data-drop]").element_handle()
        with self.page.expect_navigation():
            self.page.evaluate(DROP, [area, carried])

    def act(self, label: str) -> None:
        """Press a step among what one may do, and send its form as it stands."""
        self.click(self.page.locator(".btns").get_by_role("link", name=label, exact=True))
        self.click(self.page.locator("#doing [data-save]"))
