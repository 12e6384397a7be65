"""Home of the tree as the house's own checks read it: every source module, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/xiaowei"
EXEMPT = {"migrations", "built", "node_modules", "__pycache__"}
PACKS = SOURCE / "packs"

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: `place` is its path from the root, `parts` its path inside the package."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """Return the path from the root of the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the path inside the package, such as ('domain', 'money.py')."""
        return self.path.relative_to(SOURCE).parts

    @property
    def floor(self) -> str:
        """Return the floor the module stands on, such as 'domain'."""
        return self.parts[0]

    def functions(self) -> Iterator[Function]:
        """Yield every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, FUNCTIONS):
                yield node

    def calls(self) -> Iterator[ast.Call]:
        """Yield every call."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node


@cache
def modules() -> tuple[Module, ...]:
    """Return the package's modules; migrations and packs are exempt from the norms."""
    return tuple(_read(path) for path in _python(SOURCE))


@cache
def helpers() -> tuple[Module, ...]:
    """Return the modules of tests, tools and benches."""
    folders = [ROOT / name for name in ("tests", "tools", "bench") if (ROOT / name).is_dir()]
    return tuple(_read(path) for folder in folders for path in _python(folder))


def texts(*suffixes: str) -> Iterator[Path]:
    """Yield the package's files that end with one of `suffixes`, such as '.html'."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in suffixes and not is_exempt(path):
            yield path


def is_exempt(path: Path) -> bool:
    """Tell whether the house's norms leave the file out: made by machine, or data."""
    return bool(EXEMPT & set(path.parts)) or path.is_relative_to(PACKS)


def public(module: Module) -> Iterator[Function]:
    """Yield what a caller elsewhere may call: functions, and methods of public classes."""
    for node in module.tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) and node.name[0] != "_" else [node]
        for item in inside:
            if isinstance(item, FUNCTIONS) and item.name[0] != "_" and not _is_told_elsewhere(item):
                yield item


def called_name(call: ast.Call) -> str:
    """Return the last name of what is called: `a.b.c()` gives 'c'."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def first_text(call: ast.Call) -> str | None:
    """Return the first argument when it is a literal text."""
    if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
        return call.args[0].value
    return None


def _is_told_elsewhere(function: Function) -> bool:
    """Tell an attribute, and a signature that stands only for the types."""
    names = {ast.unparse(decorator) for decorator in function.decorator_list}
    return bool(names & {"property", "cached_property", "overload"})


def _python(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if not is_exempt(path)]


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path, text, ast.parse(text, filename=str(path)))
