"""Home of the rules on records: links lead only to earlier rooms and leave no trace on them."""

import ast

import pytest

from tools.sources import Module, called_name, first_text, modules

WALK = ("intake", "identification", "selection", "funding", "delivery", "evaluation")
LINKS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
RECORDS = [m for m in modules() if m.floor == "stages" and m.parts[-1] == "models.py"]


@pytest.mark.parametrize("module", RECORDS, ids=lambda module: module.place)
def test_links_to_another_room_are_one_way(module: Module) -> None:
    room = module.parts[1]
    wrong = []
    for call in module.calls():
        target = (first_text(call) or "") if called_name(call) in LINKS else ""
        other = target.partition(".")[0]
        if other in WALK and other != room:
            if WALK.index(other) > WALK.index(room):
                wrong.append(f"line {call.lineno}: {target} is a later room")
            if not any(k.arg == "related_name" and _is_plus(k.value) for k in call.keywords):
                wrong.append(f'line {call.lineno}: {target} wants related_name="+"')
    assert not wrong, "\n".join(wrong)


def _is_plus(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "+"
