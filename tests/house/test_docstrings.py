"""Home of the rules on docstrings: every module names its home, every public rule its refusals."""

import ast
import re

import pytest

from tools.sources import Function, Module, called_name, first_text, modules, public

REFUSALS = {"RuleBroken", "BadInput", "NotAllowed", "SourceDown"}
ROOMS = {"base", "stages", "procedures", "journey"}
THIRD_PERSON = re.compile(r"^(Returns|Gives|Gets|Makes|Tells|Checks|Reads|Writes|This|The|An?)\b")


def explained(module: Module) -> bool:
    """Tell whether the public functions of `module` owe the full docstring."""
    if module.floor in {"domain", "analysis", "procedures"}:
        return True
    steps = {"queries", "operations", "queries.py", "operations.py"}
    return module.floor in ROOMS and bool(steps & set(module.parts))


EXPLAINED = [module for module in modules() if explained(module)]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.place)
def test_module_names_its_home(module: Module) -> None:
    docstring = ast.get_docstring(module.tree)
    if module.path.name == "__init__.py":
        assert docstring or not module.tree.body, "say in one line what the folder is"
        return
    assert docstring, "say in one line what this module is the home of"
    assert "home of" in docstring.split("\n\n")[0].lower(), docstring.splitlines()[0]


@pytest.mark.parametrize("module", EXPLAINED, ids=lambda module: module.place)
def test_public_functions_are_explained(module: Module) -> None:
    wrong = [f"{f.name}: {why}" for f in public(module) if (why := _fault(f))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("module", EXPLAINED, ids=lambda module: module.place)
def test_refusals_are_announced(module: Module) -> None:
    wrong = [
        f"{function.name}: `:raises` names no {code}"
        for function in public(module)
        for code in _raised(function)
        if f"`{code}`" not in _raises_part(function) and code not in _raises_part(function).split()
    ]
    assert not wrong, "\n".join(wrong)


def _fault(function: Function) -> str:
    docstring = ast.get_docstring(function)
    if not docstring:
        return "no docstring"
    sentence = docstring.split("\n\n")[0]
    if not sentence.rstrip().endswith((".", ":", "。")):
        return "the first sentence does not end"
    if THIRD_PERSON.match(sentence):
        return f"not imperative: {sentence.split()[0]}"
    return ""


def _raised(function: Function) -> list[str]:
    raised = [node.exc for node in ast.walk(function) if isinstance(node, ast.Raise)]
    calls = [c for c in raised if isinstance(c, ast.Call) and called_name(c) in REFUSALS]
    return [code for call in calls if (code := first_text(call))]


def _raises_part(function: Function) -> str:
    return (ast.get_docstring(function) or "").partition(":raises")[2].replace(",", " ")
