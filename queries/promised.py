"""`promised`: what the newest replies to these cases promise, and how many of the days they name have passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, func, select

from analysis.promises import promises
from analysis.replies import last_part
from queries.clock import read_clock
from queries.filters import Filters, to_local
from queries.scope import Scope, visible_cases
from store.dialects import read_frame
from store.engine import open_store
from store.tables import case_text

if TYPE_CHECKING:
    from queries.question import Question

MOST = 200  # replies that are read, the newest
COLUMNS = ["id", "source_number", "said", "due", "is_past", "words", "act", "when", "place", "amount"]
WORDS = ["words", "act", "when", "place", "amount"]  # of the reply: for those who may read texts


@dataclass(frozen=True)
class Promised:
    """`rows`: `COLUMNS`, a promise each, the newest reply first, days as text. `due` is the last day that keeps it,
    None where the words name none; `is_past`: that day has passed at the data time. `read`: replies; `promising`: of
    them.
    """

    rows: pd.DataFrame
    read: int
    promising: int


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`, `read` and `promising`: see `Promised`."""
    return vars(promised(scope, filters, engine=engine))


def promised(scope: Scope, filters: Filters, *, engine: Engine | None = None) -> Promised:
    """The promises of the newest `MOST` replies, of each its last part: what an interim one promised, that answers.
    Without the right to read texts their words are missing.
    """
    with (engine or open_store()).connect() as connection:
        clock = read_clock(connection)
        c = visible_cases(scope, filters).subquery("c")
        said = func.coalesce(c.c.closed_at, c.c.first_response_at)
        question = (
            select(c.c.id, c.c.source_number, said.label("said"), case_text.c.reply)
            .join(case_text, case_text.c.case_id == c.c.id)
            .where(func.length(func.trim(case_text.c.reply)) > 0, said.is_not(None))
            .order_by(said.desc(), c.c.id)
            .limit(MOST)
        )
        replies = read_frame(connection, question).to_dict("records")
    today = to_local(clock.as_of, clock.zone).date() if clock.as_of else date.max
    found = [row for reply in replies for row in _of(reply, today, clock.zone)]
    rows = pd.DataFrame(found, columns=COLUMNS)
    told = rows if scope.may_read_text else rows.assign(**dict.fromkeys(WORDS))
    return Promised(told, len(replies), int(rows["id"].nunique()))


def _of(reply: Mapping[Any, Any], today: date, zone: str) -> list[dict[str, Any]]:
    said = to_local(pd.Timestamp(reply["said"]).to_pydatetime(), zone).date()
    return [
        {"id": reply["id"], "source_number": reply["source_number"], "said": said.isoformat(),
         "due": None if each.due is None else each.due.isoformat(),
         "is_past": each.due is not None and each.due < today, "words": each.words, "act": each.act, "when": each.when,
         "place": each.place, "amount": each.amount}
        for each in promises(last_part(reply["reply"]), said)
    ]  # fmt: skip
