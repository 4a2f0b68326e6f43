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
from queries.replies import read_replies, reply_texts
from queries.reply_marks import drawn, marks, precision, precision_by_key, with_keys
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
    replies with their signals; `trend`: the share by time; `models`: replies that say most; `signals`: how many replies
    have each, suspected or not; `notices`: replies that are part of a mass notice; `left_out`: closed without the text
    of a reply; `weights` and `limit` of the score; `samples`: see `queries.reply_marks`.

    Texts (skeleton, excerpts) only for those who may read them. Raises ValueError for another split.
    """
    if by not in SPLITS:
        raise ValueError(f"formal_replies --by {by} is not known: choose one of {', '.join(SPLITS)}")
    replies = read_replies(engine, scope, filters, by)
    found = judged(replies.rows, replies.signatures)
    rows = against_others(by_key(found, found["key"]))
    rows.insert(1, "name_ru", rows["key"].map(found.groupby("key")["name_ru"].first()).astype(object))
    repeated, suspects, best, sampled = _repeated(found), _suspects(found), models(found).head(MODELS), drawn(found)
    shown = {*repeated["cases"].explode().dropna(), *suspects.index, *best.index, *sampled["case_id"]}
    texts = reply_texts(engine, shown)
    return {
        "rows": rows,
        "overall": by_key(found, pd.Series("all", index=found.index)),
        "clusters": _worded(repeated, texts, scope),
        "cases": _told(suspects, texts, scope),
        "trend": by_time(found, *_known(engine, scope, filters)),
        "models": _told(best, texts, scope),
        "signals": {name: int(found[name].sum()) for name in WEIGHTS},
        "notices": int(found["is_notice"].sum()),
        "left_out": replies.without,
        "weights": WEIGHTS,
        "limit": SUSPECTED,
        "samples": with_keys(sampled, texts),
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


def _repeated(found: pd.DataFrame) -> pd.DataFrame:
    """The most suspected texts; `cases` are examples, one for each place first."""
    rows = cluster_rows(found).head(CLUSTERS)
    facts = found[["place", "address", "topic"]]
    cases = rows["cases"].map(lambda ids: _one_per_place(facts.loc[ids]))
    return rows.drop(columns="cases").assign(
        cases=cases, addresses=[facts.loc[ids, "address"].tolist() for ids in cases],
        about=[facts.loc[ids, "topic"].tolist() for ids in cases],
    )  # fmt: skip


def _worded(rows: pd.DataFrame, texts: pd.Series, scope: Scope) -> pd.DataFrame:
    """The same with `excerpts`, and nothing that is words for those who may not read them."""
    if not scope.may_read_text:
        return rows.assign(skeleton=None, excerpts=None, addresses=None)
    return rows.assign(excerpts=[texts[ids].str.slice(0, EXCERPT).tolist() for ids in rows["cases"]])


def _one_per_place(rows: pd.DataFrame) -> list[str]:
    first = rows[rows["place"].notna() & ~rows["place"].duplicated()]
    return list(dict.fromkeys([*first.index, *rows.index]))[:EXAMPLES]


def _suspects(found: pd.DataFrame) -> pd.DataFrame:
    """The most suspect replies first."""
    rows = found[found["suspected"]].rename_axis("id").reset_index()
    return rows.sort_values(["score", "id"], ascending=[False, True]).head(CASES).set_index("id")


def _told(rows: pd.DataFrame, texts: pd.Series, scope: Scope) -> pd.DataFrame:
    """id, key, topic, score, the signals, content, text (None for those who may not read it)."""
    text = texts[rows.index].str.slice(0, EXCERPT) if scope.may_read_text else None
    shown = rows[["key", "topic", "score", *WEIGHTS, "content"]].assign(text=text)
    return shown.rename_axis("id").reset_index()
