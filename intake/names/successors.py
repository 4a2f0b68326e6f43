"""What became of districts that a reform ended."""

from collections.abc import Mapping


def final(id: str, successors: Mapping[str, str]) -> str:
    """The district that stands there today: reforms may follow each other."""
    while id in successors:
        id = successors[id]
    return id
