"""Home of the rules on imports that a contract cannot say: no hidden imports, pure floors."""

import ast
import subprocess
import sys

import pytest

from tools.sources import FUNCTIONS, Module, modules

# Only the command line loads Django and the rooms when a command is called.
OPEN_HEARTED = {"domain", "analysis", "connectors", "base", "stages", "procedures", "journey"}

WITHOUT_DJANGO = """
import importlib, pkgutil, sys

class Closed:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "duckdb", "psycopg"}:
            raise ImportError(f"{name} belongs to the server")

sys.meta_path.insert(0, Closed())
for floor in sys.argv[1:]:
    package = importlib.import_module(f"xiaowei.{floor}")
    if hasattr(package, "__path__"):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(found.name)
"""


@pytest.mark.parametrize(
    "module", [m for m in modules() if m.floor in OPEN_HEARTED], ids=lambda m: m.place
)
def test_no_import_of_our_own_hides_in_a_function(module: Module) -> None:
    hidden = [
        f"line {node.lineno}: {node.module}"
        for function in ast.walk(module.tree)
        if isinstance(function, FUNCTIONS)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xiaowei")
    ]
    assert not hidden, "\n".join(hidden)


@pytest.mark.parametrize(
    "floor", ["domain", "analysis", "connectors", "interfaces.cli.main", "interfaces.cli.analyse"]
)
def test_the_library_imports_without_django_and_without_a_home(floor: str) -> None:
    command = [sys.executable, "-W", "error", "-c", WITHOUT_DJANGO, floor]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-800:]
