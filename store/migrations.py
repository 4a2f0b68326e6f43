"""Brings an older store up to the schema of this program, one version at a time."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, select

from store.tables import SCHEMA_VERSION, schema_version

# From this version to the next: what to change. Empty while there is only one version.
STEPS: dict[int, Callable[[Connection], None]] = {}


class NoWay(Exception):
    """There is no step from the version found; the message says what to do instead."""


def migrate(engine: Engine) -> list[int]:
    """Apply the steps that are missing, all in one transaction. Returns the versions gone through.

    Raises NoWay when a step is missing, leaving the store as it was.
    """
    with engine.begin() as connection:
        found = connection.execute(select(schema_version.c.version)).scalar()
        passed = []
        while found != SCHEMA_VERSION:
            if found not in STEPS:
                raise NoWay(
                    f"There is no way from schema version {found} to {SCHEMA_VERSION}: "
                    "keep the old file and load your files into a new store."
                )
            STEPS[found](connection)
            found += 1
            passed.append(found)
            connection.execute(schema_version.update().values(version=found))
    return passed
