"""What the page Cases says, as somebody reads it."""

import pandas as pd
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from queries.scope import scope_for
from store.desk_tables import audit_log
from store.engine import open_desk
from tests.pages.small_store import DAYS, _cases

OPERATOR = scope_for("operator")
HARDEST = next(row["id"] for row in _cases(DAYS, 8) if row["channel"] == "pos")
NUMBER = HARDEST.split(":")[1]


def texts(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.info, at.text, at.subheader)
    return "\n".join(str(node.value) for kind in kinds for node in kind)


def listed(at: AppTest) -> pd.DataFrame:
    return at.dataframe[0].value


def audit() -> list[tuple[str, str, str]]:
    with open_desk().connect() as connection:
        return [(row.action, row.role, row.subject) for row in connection.execute(select(audit_log))]
