"""Finds every message id in the code: the calls of `_`, `N_` and `ngettext`, and the texts of the metric registry."""

import ast
from collections.abc import Iterator
from pathlib import Path

from queries.metrics import METRICS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("alerts", "components", "pages")
Message = str | tuple[str, str]


def messages_in_code() -> dict[Message, str]:
    """Message id (a pair for plurals) → where it was first met."""
    found: dict[Message, str] = {}
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for message, line in _in_tree(ast.parse(file.read_text(encoding="utf-8"))):
                found.setdefault(message, f"{file.relative_to(ROOT)}:{line}")
    for metric in METRICS.values():
        for text in (metric.name, metric.formula, metric.left_out_text):
            found.setdefault(text, "queries/metrics.py")
    return found


def _in_tree(tree: ast.AST) -> Iterator[tuple[Message, int]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ("_", "N_"):
            yield from ((text, node.lineno) for text in _texts(node.args[0]))
        elif node.func.id == "ngettext":
            (one, *_rest), (many, *_others) = _texts(node.args[0]), _texts(node.args[1])
            yield (one, many), node.lineno


def _texts(argument: ast.expr) -> list[str]:
    """The literal texts of an argument; both sides of a conditional."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        return _texts(argument.body) + _texts(argument.orelse)
    return []
