"""`formal_replies --by agency`: replies that look like formal ones, each with the signals that say so."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Engine, func, select

from analysis.replies import SUSPECTED, WEIGHTS, by_key, cluster_rows, judged
from analysis.reply_shares import against_others, by_time, models
from queries.clock import read_clock
from queries.filters import Filters, to_local
from queries.replies import read_replies, remembered
from queries.reply_marks import marks, precision, precision_by_key, samples
from queries.scope import Scope, visible_cases

if TYPE_CHECKING:
    from queries.question import Question

EXCERPT, EXAMPLES, CLUSTERS, CASES, MODELS = 700, 5, 20, 200, 5
SPLITS = ("agency", "district", "topic", "channel")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """The parts of `formal_replies` and `precision`, what reviewers say of the random sample; in `rows` (cut to
    `--limit`) reviewed_right, reviewed and reviewed_low of each key's own sample. Raises ValueError for another split.
    """
    found = formal_replies(engine, scope, filters, asked.by or "agency")
    sampled, marked = found.pop("samples"), marks()
    own = precision_by_key(sampled, marked).rename(columns={"right": "reviewed_right", "marked": "reviewed",
                                                             "low": "reviewed_low"})  # fmt: skip
    rows = found["rows"].join(own[["reviewed_right", "reviewed", "reviewed_low"]], on="key")
    shown = rows if asked.limit is None else rows.head(asked.limit)
    return {**found, "rows": shown, "precision": precision(sampled[sampled["of_all"]], marked)}


def formal_replies(engine: Engine, scope: Scope, filters: Filters, by: str = "agency") -> dict[str, Any]:
    """`rows`: key, name_ru, numerator (suspected), denominator (replies), value, low, high, reference (share of the
    others), q (of standing out); `overall`: the same in one row; `clusters`: repeated texts; `cases`: the most suspect
    replies with their signals; `trend`: the share by time; `models`: replies that say most; `notices`: replies that are
    part of a mass notice; `left_out`: closed without the text of a reply; `weights` and `limit` of the score;
    `samples`: see `queries.reply_marks`.

    Texts (skeleton, excerpts) only for those who may read them. Raises ValueError for another split.
    """
    if by not in SPLITS:
        raise ValueError(f"formal_replies --by {by} is not known: choose one of {', '.join(SPLITS)}")
    replies, without = read_replies(engine, scope, filters, by)
    found = judged(replies, remembered())
    rows = against_others(by_key(found, found["key"]))
    rows.insert(1, "name_ru", rows["key"].map(replies.groupby("key")["name_ru"].first()).astype(object))
    return {
        "rows": rows,
        "overall": by_key(found, pd.Series("all", index=found.index)),
        "clusters": _clusters(found, scope),
        "cases": _suspects(found, scope),
        "trend": by_time(found, *_known(engine, scope, filters)),
        "models": _told(models(found).head(MODELS), scope),
        "notices": int(found["is_notice"].sum()),
        "left_out": without,
        "weights": WEIGHTS,
        "limit": SUSPECTED,
        "samples": samples(found),
    }


def _known(engine: Engine, scope: Scope, filters: Filters) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """From when up to when (local) it is known what was filed: within the period, and within what was loaded."""
    loaded = visible_cases(scope, Filters(channels=filters.channels)).subquery("c")
    with engine.connect() as connection:
        clock = read_clock(connection)
        first = connection.execute(select(func.min(loaded.c.filed_at))).scalar()
    as_of, period = clock.as_of_for(filters.channels), filters.period
    starts = [start for start in (first, period and period.start) if start]
    ends = [end for end in (as_of and as_of + timedelta(seconds=1), period and period.end) if end]
    since = _local(max(starts), clock.zone).normalize() if starts else None
    return since, _local(min(ends), clock.zone) if ends else None


def _local(moment: datetime, zone: str) -> pd.Timestamp:
    return pd.Timestamp(to_local(moment, zone))


def _clusters(found: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The most suspected texts; `cases` and `excerpts` are examples, one for each place first."""
    rows = cluster_rows(found).head(CLUSTERS)
    cases = rows["cases"].map(lambda ids: _one_per_place(found.loc[ids]))
    rows = rows.drop(columns="cases").assign(
        cases=cases, addresses=[found.loc[ids, "address"].tolist() for ids in cases],
        about=[found.loc[ids, "topic"].tolist() for ids in cases],
    )  # fmt: skip
    if not scope.may_read_text:
        return rows.assign(skeleton=None, excerpts=None, addresses=None)
    return rows.assign(excerpts=[found.loc[ids, "reply"].str.slice(0, EXCERPT).tolist() for ids in cases])


def _one_per_place(rows: pd.DataFrame) -> list[str]:
    first = rows[rows["place"].notna() & ~rows["place"].duplicated()]
    return list(dict.fromkeys([*first.index, *rows.index]))[:EXAMPLES]


def _suspects(found: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The most suspect replies first."""
    rows = found[found["suspected"]].rename_axis("id").reset_index()
    rows = rows.sort_values(["score", "id"], ascending=[False, True]).head(CASES)
    return _told(rows.set_index("id"), scope)


def _told(rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """id, key, topic, score, the signals, content, text (None for those who may not read it)."""
    text = rows["reply"].str.slice(0, EXCERPT) if scope.may_read_text else None
    shown = rows[["key", "topic", "score", *WEIGHTS, "content"]].assign(text=text)
    return shown.rename_axis("id").reset_index()
