"""Home of the rule on time: below the doors nobody looks at a clock; the day is handed in."""

import ast

import pytest

from tools.sources import Module, modules

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
    ("time", "localtime"),
}
DOORS = {"interfaces", "config"}


@pytest.mark.parametrize(
    "module", [m for m in modules() if m.floor not in DOORS], ids=lambda m: m.place
)
def test_no_clock_below_the_doors(module: Module) -> None:
    looks = [
        f"line {node.lineno}: {owner}.{node.attr}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and (owner := _owner(node))
        and (owner, node.attr) in CLOCKS
    ]
    looks += [
        f"line {keyword.value.lineno}: {keyword.arg}"
        for call in module.calls()
        for keyword in call.keywords
        if keyword.arg in {"auto_now", "auto_now_add"}
    ]
    assert not looks, "\n".join(looks)


def _owner(node: ast.Attribute) -> str:
    value = node.value
    if isinstance(value, ast.Attribute):
        return value.attr
    return value.id if isinstance(value, ast.Name) else ""
