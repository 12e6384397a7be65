"""Home of axe at the browser: the rules a page is held to, and what it breaks of them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RULES = [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
]  # fmt: skip
# What is folded is part of the page; the menu under one's name would cover what is below it.
BEGIN = """(rules) => {
  const run = async (type, values, said) => {
    const runOnly = {type, values};
    const told = await axe.run(document, {runOnly, resultTypes: ["violations"], preload: false});
    return told.violations.flatMap((rule) => rule.nodes.map((node) => {
      const why = [...node.any, ...node.all, ...node.none].map((one) => one.message)[0] || rule.help;
      return `${said}${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 90)} (${why})`;
    }));
  };
  const look = document.documentElement.dataset;
  const paint = () => (look.theme = look.theme === "dark" ? "light" : "dark");
  document.querySelectorAll("main details").forEach((one) => (one.open = true));
  window.toldByAxe = (async () => {
    await Promise.all(document.getAnimations().map((one) => one.finished));
    const found = await run("tag", rules, "");
    paint();
    found.push(...(await run("rule", ["color-contrast"], `${look.theme}: `)));
    paint();
    return found;
  })();
}"""


def begin(page: Page) -> None:
    """Let axe look at a page: at every rule in its theme, at contrast in the other one too."""
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    page.evaluate(BEGIN, RULES)


def broken(page: Page) -> list[str]:
    """Return what the page breaks, when axe is through."""
    return [str(one).replace("\n", " ") for one in page.evaluate("window.toldByAxe")]
