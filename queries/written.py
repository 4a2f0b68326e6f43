"""The words of a poll's written answers that tell them apart from what residents write elsewhere."""

import pandas as pd
from sqlalchemy import Connection, func, select

from analysis.distinctive import distinctive
from queries.filters import Filters
from queries.scope import Scope, peers, visible_cases
from queries.single_answers import WRITTEN
from store.tables import case_text

TERMS = 30
ENOUGH = 20  # texts to be compared with: answers to the poll's other written questions, or messages
MESSAGES = 5_000  # texts of cases that are read where there are no other questions
HEX = 16**6


def terms(connection: Connection, scope: Scope, rows: pd.DataFrame) -> pd.DataFrame:
    """question_id, word, n, of (answers to the question), rest, rest_of, against (questions, messages), z; the surest
    first.

    Of all answers to the question, whatever is filtered, so that no two questions tell of one municipality; compared
    with the answers to the poll's other written questions, else with a random sample of the region's messages.
    A word counts from five answers on; with fewer than twenty messages too there is nothing to compare with, and
    nothing is told. `rows`: `queries.single_answers.answers`.
    """
    written = rows[rows["question_kind"] == WRITTEN]
    found = []
    for id, part in written.groupby("question_id", sort=False):
        rest = written.loc[written["question_id"] != id, "text"].dropna().tolist()
        against = "questions" if len(rest) >= ENOUGH else "messages"
        if against == "messages":
            rest = _messages(connection, scope)
        own = part["text"].dropna().tolist()
        if len(rest) >= ENOUGH:
            told = distinctive(own, rest).head(TERMS)
            found.append(told.assign(question_id=id, of=len(own), rest_of=len(rest), against=against))
    columns = ["question_id", "word", "n", "of", "rest", "rest_of", "against", "z"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def _messages(connection: Connection, scope: Scope) -> list[str]:
    """Texts of cases: a random sample by the MD5 of the case's id, the same at every look. Cases are counted, not
    texts: that is at hand. Where so few of them have a text that the sample holds a handful, the first by the MD5.
    """
    seen = visible_cases(peers(scope), Filters()).subquery("c")
    hashed = func.md5(case_text.c.case_id)
    told = select(case_text.c.text).join(seen, seen.c.id == case_text.c.case_id).where(case_text.c.text.is_not(None))
    of = connection.execute(select(func.count()).select_from(seen)).scalar_one()
    part = told.where(func.substr(hashed, 1, 6) < f"{int(HEX * MESSAGES / of):06x}") if of > MESSAGES else told
    found = list(connection.execute(part).scalars())
    if of > MESSAGES and len(found) < ENOUGH:
        found = list(connection.execute(told.order_by(hashed, case_text.c.case_id).limit(MESSAGES)).scalars())
    return found
