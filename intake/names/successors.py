"""What became of districts that a reform ended."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from store.tables import district


def read_successors(connection: Connection) -> dict[str, str]:
    """District that a reform ended → the one that stands there today."""
    ended = select(district.c.id, district.c.successor_id).where(district.c.successor_id.is_not(None))
    return successors_of({row.id: row.successor_id for row in connection.execute(ended)})


def successors_of(direct: Mapping[str, str]) -> dict[str, str]:
    """The same of what each reform made: reforms may follow each other."""
    return {id: final(id, direct) for id in direct}


def final(id: str, successors: Mapping[str, str]) -> str:
    """The district that stands there today: reforms may follow each other."""
    while id in successors:
        id = successors[id]
    return id
