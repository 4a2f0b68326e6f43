"""The house rules, read from the imports: arrows go down only, and each outside library has its rooms."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "app.py": {"alerts", "components", "queries", "intake", "store"},
    "alerts": {"alerts", "components", "queries"},
    "pages": {"components", "queries", "analysis", "reports"},
    "components": {"queries", "analysis", "components"},
    "reports": {"queries", "analysis", "reports"},
    "queries": {"store", "analysis", "queries"},
    "intake": {"store", "analysis", "intake"},
    "store": {"store"},
    "analysis": {"analysis"},
    "data_samples": {"data_samples"},
    "deploy": {"data_samples", "intake", "store", "deploy"},
}
OURS = {name for name in ALLOWED if not name.endswith(".py")}
# Library: the places that may import it.
ROOMS = {
    "sqlalchemy": ("store/", "queries/", "intake/", "deploy/"),
    "streamlit": ("app.py", "pages/", "components/", "queries/cached.py"),
    "pydeck": ("components/maps.py", "components/map_layers.py"),
}
# The Data page is where files are loaded by hand.
EXCEPTIONS = {
    ("pages/data.py", "intake"),
    ("components/loading.py", "intake"),
    ("components/aliases.py", "intake"),
    ("components/reforms.py", "intake"),
    ("components/import_report.py", "intake"),
    ("components/layout_wizard.py", "intake"),
    ("components/mapping.py", "intake"),
    # A command says what is wrong with the store in one line.
    ("alerts/__main__.py", "store"),
}


def imports(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


def files() -> list[str]:
    found = [ROOT / "app.py", *(file for room in OURS for file in (ROOT / room).rglob("*.py"))]
    return sorted(str(file.relative_to(ROOT)) for file in found if file.exists())


@pytest.mark.parametrize("file", files())
def test_imports_go_down_only(file: str) -> None:
    room = file.split("/")[0]
    used = imports(ROOT / file)
    upward = {name for name in used & OURS - ALLOWED[room] - {room} if (file, name) not in EXCEPTIONS}
    assert not upward, f"{file} imports {upward}: see the layer rules in README.md"
    for library, rooms in ROOMS.items():
        if library in used:
            assert file.startswith(rooms), f"{library} may be imported only in {', '.join(rooms)}"
