"""What PostgreSQL is told for a search, and that it holds no longer than that."""

import pytest
from sqlalchemy import Connection, text

from store.engine import open_store
from store.expecting import expecting_many

SETTINGS = ("work_mem", "enable_nestloop", "jit", "plan_cache_mode")


def _told(connection: Connection) -> list[str]:
    return [connection.execute(text(f"SHOW {name}")).scalar_one() for name in SETTINGS]


@pytest.mark.postgres
@pytest.mark.parametrize(("own", "during"), [("4MB", "64MB"), ("256MB", "256MB")])
def test_a_search_sorts_in_memory_and_all_else_is_asked_as_the_server_is_set_up(
    postgres_store_url: str, own: str, during: str
) -> None:
    with open_store(postgres_store_url).connect() as connection:
        connection.execute(text(f"SET LOCAL work_mem = '{own}'"))
        connection.execute(text("SET LOCAL jit = on"))
        before = _told(connection)
        with expecting_many(connection):
            assert _told(connection) == [during, "off", "off", "force_custom_plan"]
        assert _told(connection) == before == [own, "on", "on", "auto"]
