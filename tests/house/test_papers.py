"""Home of the rules on papers: versions agree, decisions are numbered, no path of one machine."""

import re
import tomllib
from collections import Counter

import pytest

import xiaowei
from tools.sources import ROOT

DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
MACHINE = re.compile(r"(?<![\w.<])/(work|root|home|tmp)/\w")
READ = (".py", ".md", ".toml", ".yaml", ".yml", ".html", ".css", ".js", ".mjs", ".sh", ".txt")
FOLDERS = ("src", "tests", "tools", "docs", "bench", ".ci")


def test_the_version_is_written_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == xiaowei.__version__


def test_the_changelog_speaks_to_the_operator() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = re.split(r"^## ", changes, flags=re.M)[1:]
    assert releases
    assert all("### For the operator" in release for release in releases)


def test_decisions_are_numbered_once_and_name_what_was_rejected() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert len(set(numbers)) == len(numbers)
    for path in DECISIONS:
        text = path.read_text("utf-8")
        assert re.search(r"^## Rejected", text, re.M), f"{path.name} names no rejected option"
        assert re.search(r"^Date: \d{4}-\d\d-\d\d$", text, re.M), f"{path.name} has no date"


def test_the_settings_page_names_every_setting() -> None:
    settings = (ROOT / "src/xiaowei/config/settings.py").read_text("utf-8")
    page = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    assert set(re.findall(r"`(XIAOWEI_[A-Z_]+)` \|", page)) == set(
        re.findall(r'"(XIAOWEI_[A-Z_]+)",', settings)
    )


def test_the_commands_told_to_contributors_are_those_of_make() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert phony
    assert set(re.findall(r"^\| `make (\w+)", told, re.M)) == set(phony[1].split())


def test_the_glossary_coins_each_term_once() -> None:
    page = (ROOT / "docs/reference/glossary.md").read_text("utf-8")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", page, re.M)
    terms = [term for row in rows if row[0] not in {"中文", "---"} for term in row[:2]]
    assert terms
    assert not [term for term, times in Counter(terms).items() if times > 1]


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_names_a_path_of_one_machine(folder: str) -> None:
    named = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and path.suffix in READ and "built" not in path.parts
        for found in MACHINE.finditer(path.read_text("utf-8"))
    ]
    assert not named, "\n".join(named)
