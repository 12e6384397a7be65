"""Home of the house's norms: lengths and complexity, measured on the tree and held to limits."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tools.sources import ROOT, Function, Module, helpers, modules, texts

DECISIONS = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.match_case,
)


@dataclass(frozen=True)
class Norm:
    """One norm: what was measured, its limit, and the places over it."""

    name: str
    measured: float
    limit: float
    over: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Tell whether the tree keeps the norm."""
        return self.measured <= self.limit


def measure() -> list[Norm]:
    """Measure every norm on the tree."""
    files, functions = list(file_lengths()), list(lengths(function_spans(modules())))
    pages = [(p.relative_to(ROOT).as_posix(), _lines(p.read_text("utf-8"))) for p in _pages()]
    beside = [(m.place, _lines(m.text)) for m in helpers()]
    return [
        *_spread("file", files, middle=120, high=300),
        _cap("file, longest", files, 400),
        _cap("template, style, script, longest", pages, 400),
        _cap("test or tool, longest", beside, 400),
        *_spread("function", functions, middle=10, high=30),
        _cap("function, longest", functions, 60),
        _cap("function of a test or tool, longest", lengths(function_spans(helpers())), 60),
        _cap("class, longest", lengths(class_spans(modules())), 150),
        _cap("complexity, highest", complexities(), 8),
    ]


def file_lengths() -> Iterator[tuple[str, int]]:
    """Yield every module that holds code with its number of lines."""
    for module in modules():
        if module.tree.body:
            yield module.place, _lines(module.text)


def function_spans(among: Iterable[Module]) -> Iterator[tuple[Module, Function]]:
    """Yield every function with its module."""
    for module in among:
        for node in module.functions():
            yield module, node


def class_spans(among: Iterable[Module]) -> Iterator[tuple[Module, ast.ClassDef]]:
    """Yield every class with its module."""
    for module in among:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                yield module, node


def lengths(
    spans: Iterable[tuple[Module, Function | ast.ClassDef]],
) -> Iterator[tuple[str, int]]:
    """Yield the place and the number of lines of each span."""
    for module, node in spans:
        lines = (node.end_lineno or 0) - node.lineno + 1
        yield f"{module.place}:{node.lineno} {node.name}", lines


def complexities() -> Iterator[tuple[str, int]]:
    """Yield McCabe's number of each function: its decisions + 1.

    Conditional expressions are decisions; comprehensions, `and` and `or` are not.
    """
    for module, node in function_spans(modules()):
        found = sum(isinstance(part, DECISIONS) for part in ast.walk(node))
        yield f"{module.place}:{node.lineno} {node.name}", found + 1


def main() -> int:
    """Print the table of norms and every place over a limit."""
    norms = measure()
    width = max(len(norm.name) for norm in norms)
    for norm in norms:
        sign = "✓" if norm.kept else "✗"
        print(f"{norm.name:<{width}}  {norm.measured:>6g}  ≤ {norm.limit:<4g} {sign}")
        for place in norm.over:
            print(f"    {place}")
    return int(not all(norm.kept for norm in norms))


def _pages() -> Iterable[Path]:
    return texts(".html", ".css", ".js")


def _lines(text: str) -> int:
    return len(text.splitlines())


def _spread(what: str, found: list[tuple[str, int]], middle: int, high: int) -> list[Norm]:
    sizes = sorted(size for _, size in found)
    ninetieth = sizes[min(len(sizes) - 1, int(len(sizes) * 0.9))]
    return [
        Norm(f"{what}, median", median(sizes), middle),
        Norm(f"{what}, 90 of 100", ninetieth, high),
    ]


def _cap(name: str, found: Iterable[tuple[str, int]], limit: int) -> Norm:
    sizes = list(found)
    over = sorted((s for s in sizes if s[1] > limit), key=lambda s: -s[1])
    highest = max((size for _, size in sizes), default=0)
    return Norm(name, highest, limit, tuple(f"{place}: {size}" for place, size in over))


if __name__ == "__main__":
    sys.exit(main())
