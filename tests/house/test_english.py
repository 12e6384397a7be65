"""Home of the rule on English: every text of the pages has it, and no text is kept for nothing."""

import ast
import re

import pytest

from tools import messages
from tools.sources import Module, called_name, modules

CHINESE = re.compile(r"[\u3400-\u9fff]")
# Dates are composed for each language; the news paragraph is Chinese by nature.
IN_ITS_OWN_LANGUAGE = {"shown.py", "paragraph.py"}
PAGES = [
    m
    for m in modules()
    if m.parts[:2] == ("interfaces", "web") and m.path.name not in IN_ITS_OWN_LANGUAGE
]


def test_every_text_has_english() -> None:
    lacking = messages.untranslated()
    assert not lacking, "\n".join(lacking)


def test_no_text_is_kept_that_nothing_says() -> None:
    assert not messages.unused()


@pytest.mark.parametrize("module", PAGES, ids=lambda module: module.place)
def test_no_chinese_outside_a_translation(module: Module) -> None:
    marked = {
        id(part)
        for call in module.calls()
        if called_name(call) in messages.KEYWORDS
        for part in ast.walk(call)
    }
    bare = [
        f"line {node.lineno}: {node.value[:30]}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in marked | _docstrings(module)
    ]
    assert not bare, "\n".join(bare)


def _docstrings(module: Module) -> set[int]:
    return {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
