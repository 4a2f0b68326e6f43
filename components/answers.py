"""The views of the page Answers, each laid out of its sections, the sentence first."""

from typing import Any

import pandas as pd
import streamlit as st

from components import (
    broken_promises,
    integrity,
    reply_review,
    reply_shares,
    reply_texts,
    returned,
    topic_words,
    two_satisfactions,
)
from components.channel_tables import ratings_section
from components.notes import Noted
from queries.cases import CaseFile
from queries.filters import Filters
from queries.reply_marks import precision, precision_by_key
from queries.scope import Scope

VIEWS = ("formal", "review", "returned", "integrity", "satisfaction", "words")
shown, promised_in = reply_texts.shown, broken_promises.shown_cases


def formal(
    said: Any,
    found: dict[str, Any],
    marked: pd.DataFrame,
    times: list[pd.DataFrame],
    noted: Noted,
    names: dict[str, str],
    topics: dict[str, str],
    scope: Scope,
) -> None:
    """Suspected formal replies: by agency, against speed (`times`: by agency, of all), by time, with their texts."""
    sampled = found["samples"]
    said.markdown(reply_shares.sentence(found, names))
    checked = precision(sampled[sampled["of_all"]], marked)
    said.caption(f"{reply_shares.precision_line(checked)} {reply_shares.left_out_line(found)}")
    left, right = st.columns(2, gap="medium")
    with left:
        reply_shares.agencies_section(found["rows"], precision_by_key(sampled, marked), names)
        reply_shares.trend_section(found["trend"], noted)
    with right:
        by_agency, whole = times
        reply_shares.quadrant_section(found, by_agency, whole.iloc[0]["value"], names)
        reply_shares.signals_section(found)
    reply_texts.clusters_section(found["clusters"], topics, scope)
    left, right = st.columns(2, gap="medium")
    with left:
        reply_texts.suspects_section(found["cases"], found["weights"], names, topics)
    with right:
        reply_texts.models_section(found["models"], names, topics)


def waiting(found: dict[str, Any], marked: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Replies of the random sample that this person has not marked."""
    return reply_review.waiting(_of_all(found), marked, scope.who)


def review(
    said: Any,
    found: dict[str, Any],
    marked: pd.DataFrame,
    left: pd.DataFrame,
    file: CaseFile | None,
    names: dict[str, str],
    scope: Scope,
) -> None:
    """A random sample of suspected replies, for people to mark; `file` is the first of those `left`."""
    sampled = _of_all(found)
    said.markdown(reply_shares.sentence(found, names))
    reply_review.section(sampled, precision(sampled, marked), left, file, found["weights"], scope)


def _of_all(found: dict[str, Any]) -> pd.DataFrame:
    return found["samples"][found["samples"]["of_all"]]


def returned_view(
    said: Any,
    repeated: list[pd.DataFrame],
    outcomes: pd.DataFrame,
    still: pd.DataFrame,
    promised: pd.DataFrame,
    shapes: dict[str, Any],
    zone: str,
    names: dict[str, str],
    filters: Filters,
) -> None:
    """What was closed and came back (`repeated`: of all, and by agency)."""
    whole, by_agency = repeated
    said.markdown(returned.sentence(whole, by_agency, names, limited=filters.period is not None))
    said.caption(returned.left_out_line(whole))
    left, right = st.columns([2, 3], gap="medium")
    with left:
        returned.outcomes_section(outcomes)
    with right:
        returned.agencies_section(by_agency, whole.iloc[0]["value"], names)
    returned.still_there_section(still, shapes, zone)
    broken_promises.section(promised, zone)


def trusted(
    said: Any, rows: pd.DataFrame, looked_at: dict[str, int], hits: dict[str, int], names: dict[str, str]
) -> None:
    """Can the numbers be trusted."""
    said.markdown(integrity.sentence(rows))
    integrity.section(rows, looked_at, hits, names)


def satisfied(
    said: Any,
    gaps: list[pd.DataFrame],
    reactions: pd.DataFrame,
    criteria: pd.DataFrame,
    names: dict[str, str],
    filters: Filters,
) -> None:
    """Ratings against call-backs (`gaps`: of all, and by agency), reactions, criteria."""
    whole, by_agency = gaps
    said.markdown(two_satisfactions.sentence(whole, filters))
    two_satisfactions.gap_section(by_agency, names)
    left, right = st.columns(2, gap="medium")
    with left:
        two_satisfactions.reactions_section(reactions)
    with right:
        ratings_section(criteria)


def against(filters: Filters) -> tuple[str, ...]:
    """What the words of a topic are set against: the rest of the region, and the time before where a period is set."""
    return ("rest", "before") if filters.period is not None else ("rest",)


def spoken(said: Any, found: dict[str, dict[str, Any]], topic: str, topics: dict[str, str]) -> None:
    """What people say within a topic."""
    said.markdown(topic_words.sentence(found["rest"], topics[topic]))
    for column, (side, part) in zip(st.columns(2, gap="medium"), found.items(), strict=False):
        with column:
            topic_words.section(part, side, topic)
    if found["rest"]["state"] != "hidden":
        topic_words.method()
