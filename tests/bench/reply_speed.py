"""How long it takes to judge all replies: the first time, again, after an import of new ones, and for 30 days."""

import resource
import shutil
import tempfile
import time
from pathlib import Path

from sqlalchemy import Engine, delete, func, select

from queries.clock import read_clock
from queries.filters import Filters, preset_period
from queries.formal_replies import formal_replies
from queries.scope import scope_for
from store.engine import open_store
from store.tables import case_text, reply_reading, reply_wording

OPERATOR, FRESH = scope_for("operator"), "0"  # texts whose key begins with it, one in sixteen, are read anew
BUDGET_SECONDS = 600


def run(store: Path) -> None:
    """Print seconds, of the clock and of the processor, and the peak of memory. The store itself stays as it was."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(store, Path(folder) / "store.duckdb"))
        engine = open_store(f"duckdb:///{copy}")
        _time_all(engine)
        engine.dispose()


def _time_all(engine: Engine) -> None:
    with engine.begin() as connection:
        replies, texts = connection.execute(
            select(func.count(case_text.c.reply), func.count(case_text.c.reply.distinct()))
        ).one()
        for table in (reply_reading, reply_wording):
            connection.execute(delete(table))
        clock = read_clock(connection)
    assert clock.as_of is not None
    month = Filters(period=preset_period("30d", clock.as_of, clock.zone))
    print(f"\n{replies:,} replies, {texts:,} different; at most {BUDGET_SECONDS} s are wanted for a million")
    print(f"{'formal replies':<34}{'seconds':>9}{'of the processor':>18}")
    _time("all, nothing read before", engine, Filters())
    _time("all again", engine, Filters())
    with engine.begin() as connection:
        connection.execute(delete(reply_reading).where(reply_reading.c.text_key.startswith(FRESH)))
    _time("all, one text in sixteen is new", engine, Filters())
    _time("30 days", engine, month)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _time(words: str, engine: Engine, filters: Filters) -> None:
    started, worked = time.perf_counter(), time.process_time()
    formal_replies(engine, OPERATOR, filters)
    print(f"{words:<34}{time.perf_counter() - started:>9.1f}{time.process_time() - worked:>18.1f}", flush=True)
