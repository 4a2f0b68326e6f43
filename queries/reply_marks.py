"""What reviewers say about a random sample of suspected replies: is the suspicion right, and how often."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine, insert, select

from analysis.intervals import wilson
from analysis.replies import WEIGHTS
from analysis.reply_shares import in_random_order
from queries.scope import Scope
from store.desk_tables import reply_mark
from store.engine import open_desk

VERDICTS = ("right", "wrong")
SEED, SAMPLE = "reply sample 1", 100


def may_review(scope: Scope) -> bool:
    """Who may read a reply may say whether it is one."""
    return scope.may_read_text and (scope.whole_region or bool(scope.districts or scope.agencies))


def mark(scope: Scope, case_id: str, reply_key: str, verdict: str, *, engine: Engine | None = None) -> None:
    """Write down what this reviewer says of a reply; the latest counts, nobody's mark replaces somebody else's.

    `reply_key`: see `key_of`. Raises PermissionError, ValueError for another verdict.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"unknown verdict {verdict!r}: choose one of {', '.join(VERDICTS)}")
    if not may_review(scope):
        raise PermissionError(f"{scope.role} may not review replies")
    row = {"case_id": case_id, "reply_key": reply_key, "verdict": verdict, "who": scope.who, "role": scope.role,
           "at": datetime.now(UTC).replace(tzinfo=None)}  # fmt: skip
    with (engine or open_desk()).begin() as connection:
        connection.execute(insert(reply_mark).values(row))


def marks(*, engine: Engine | None = None) -> pd.DataFrame:
    """case_id, reply_key, who, verdict, at: the latest mark of each reviewer for each reply."""
    c = reply_mark.c
    question = select(c.case_id, c.reply_key, c.who, c.verdict, c.at).order_by(c.at, c.id)
    with (engine or open_desk()).connect() as connection:
        rows = pd.DataFrame(
            connection.execute(question).all(), columns=["case_id", "reply_key", "who", "verdict", "at"]
        )
    return rows.drop_duplicates(["case_id", "reply_key", "who"], keep="last").reset_index(drop=True)


def key_of(reply: str) -> str:
    """The text of a reply as a short key."""
    return hashlib.sha256(reply.encode()).hexdigest()[:16]


def drawn(found: pd.DataFrame, size: int = SAMPLE) -> pd.DataFrame:
    """Replies to review, in a random order: the first `size` of all suspected ones (`of_all`) and of each key.

    In: suspected, key, score and the signals by case id. Out: case_id, key, score, the signals, of_all.
    """
    order = in_random_order(found.index[found["suspected"]], SEED)
    rows = found.loc[order, ["key", "score", *WEIGHTS]].rename_axis("case_id").reset_index()
    rows["of_all"] = rows.index < size
    return rows[rows["of_all"] | (rows.groupby("key", dropna=False).cumcount() < size)]


def with_keys(rows: pd.DataFrame, texts: pd.Series) -> pd.DataFrame:
    """The rows of `drawn` with reply_key; `texts` of the replies by case id."""
    keys = pd.Series([key_of(texts[case_id]) for case_id in rows["case_id"]], index=rows.index, dtype=object)
    return rows.assign(reply_key=keys)


def precision(sampled: pd.DataFrame, marked: pd.DataFrame) -> dict[str, Any]:
    """Of the sampled replies that somebody marked, how many are formal ones indeed: right, marked, value, low, high
    (Wilson), split (reviewers say as often right as wrong, which does not count as right), of (sampled).

    18 right of 20: 0.9 (0.699 to 0.972).
    """
    known = marked.merge(sampled[["case_id", "reply_key"]], on=["case_id", "reply_key"])
    said = (known["verdict"] == "right").groupby(known["case_id"]).agg(["sum", "size"])
    right, n = int((2 * said["sum"] > said["size"]).sum()), len(said)
    (low,), (high,) = (part.tolist() for part in wilson([right], [n]))
    split = int((2 * said["sum"] == said["size"]).sum())
    found = {"value": right / n, "low": low, "high": high} if n else {"value": None, "low": None, "high": None}
    return {"right": right, "marked": n, **found, "split": split, "of": len(sampled)}


def precision_by_key(sampled: pd.DataFrame, marked: pd.DataFrame) -> pd.DataFrame:
    """right, marked, value, low, high by key (the index), each of its own sample; only keys with a marked reply."""
    known = set(sampled.loc[sampled["case_id"].isin(marked["case_id"]), "key"])
    rows = {key: precision(own, marked) for key, own in sampled.groupby("key") if key in known}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["right", "marked", "value", "low", "high"])
    return frame[frame["marked"] > 0]
