"""The views of the page Answers: each asks its questions and draws the answer, the sentence first."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from components import (
    integrity,
    reply_review,
    reply_shares,
    reply_texts,
    returned,
    topic_words,
    two_satisfactions,
)
from components.channel_tables import ratings_section
from components.filters import options
from components.notes import Noted
from components.reading import log_texts
from queries import cached
from queries.filters import Filters
from queries.reply_marks import marks, precision, precision_by_key
from queries.scope import Scope, peers


def agency_names(scope: Scope) -> dict[str, str]:
    """All agencies by name: who they are is no secret, whatever may be seen of their cases."""
    return options("agencies", peers(scope))


def formal(said: Any, scope: Scope, filters: Filters) -> None:
    """Suspected formal replies: by agency, against speed, by time, with their texts."""
    names, topics = agency_names(scope), options("topics", scope)
    found, marked = cached.formal_replies(scope, filters), marks()
    sampled = found["samples"]
    said.markdown(reply_shares.sentence(found, names))
    checked = precision(sampled[sampled["of_all"]], marked)
    said.caption(f"{reply_shares.precision_line(checked)} {reply_shares.left_out_line(found)}")
    left, right = st.columns(2, gap="medium")
    with left:
        reply_shares.agencies_section(found["rows"], precision_by_key(sampled, marked), names)
        noted = cached.annotations(scope, filters.during(None))
        places = options("districts", scope)
        reply_shares.trend_section(found["trend"], Noted(noted, cached.clock().zone, places))
    with right:
        times = cached.measure("time_to_answer", scope, filters, "agency")
        days = cached.measure("time_to_answer", scope, filters).iloc[0]["value"]
        reply_shares.quadrant_section(found, times, days, names)
        reply_shares.signals_section(found)
    reply_texts.clusters_section(found["clusters"], topics, scope)
    left, right = st.columns(2, gap="medium")
    with left:
        reply_texts.suspects_section(found["cases"], found["weights"], names, topics)
    with right:
        reply_texts.models_section(found["models"], names, topics)
    log_texts(scope, "answers", filters.text, reply_texts.shown(found))


def review(said: Any, scope: Scope, filters: Filters) -> None:
    """A random sample of suspected replies, for people to mark."""
    found, marked = cached.formal_replies(scope, filters), marks()
    sampled = found["samples"][found["samples"]["of_all"]]
    said.markdown(reply_shares.sentence(found, agency_names(scope)))
    left = reply_review.waiting(sampled, marked, scope.who)
    file = cached.case_file(scope, left.iloc[0]["case_id"]) if len(left) else None
    reply_review.section(sampled, precision(sampled, marked), left, file, found["weights"], scope)


def closed(said: Any, scope: Scope, filters: Filters) -> None:
    """What was closed and came back."""
    names = agency_names(scope)
    whole, by_agency = cached.measure("repeat", scope, filters), cached.measure("repeat", scope, filters, "agency")
    said.markdown(returned.sentence(whole, by_agency, names, limited=filters.period is not None))
    said.caption(returned.left_out_line(whole))
    left, right = st.columns([2, 3], gap="medium")
    with left:
        returned.outcomes_section(cached.measure("outcome", scope, filters))
    with right:
        returned.agencies_section(by_agency, whole.iloc[0]["value"], names)
    returned.still_there_section(cached.still_there(scope, filters), cached.boundaries(), cached.clock().zone)


def trusted(said: Any, scope: Scope, filters: Filters) -> None:
    """Can the numbers be trusted."""
    rows, looked_at = cached.integrity(scope, filters)
    said.markdown(integrity.sentence(rows))
    integrity.section(rows, looked_at, agency_names(scope))


def satisfied(said: Any, scope: Scope, filters: Filters) -> None:
    """Ratings against call-backs, reactions, criteria."""
    said.markdown(two_satisfactions.sentence(cached.satisfactions(scope, filters, None), filters))
    two_satisfactions.gap_section(cached.satisfactions(scope, filters), agency_names(scope))
    left, right = st.columns(2, gap="medium")
    with left:
        two_satisfactions.reactions_section(cached.reactions(scope, filters))
    with right:
        ratings_section(cached.service_ratings(scope, filters.during(None)))


def spoken(said: Any, scope: Scope, filters: Filters) -> None:
    """What people say within a topic."""
    topics = options("topics", scope)
    topic = topic_words.choose_topic(topics, cached.measure("received", scope, filters, "topic"))
    if topic is None:
        return
    own = filters.only(topics=(topic,))
    found = {"rest": cached.words(scope, own, "rest")}
    if filters.period is not None:
        found["before"] = cached.words(scope, own, "before")
    said.markdown(topic_words.sentence(found["rest"], topics[topic]))
    for column, (against, part) in zip(st.columns(2, gap="medium"), found.items(), strict=False):
        with column:
            topic_words.section(part, against, topic)
    if found["rest"]["state"] != "hidden":
        topic_words.method()


VIEWS: dict[str, Callable[[Any, Scope, Filters], None]] = {
    "formal": formal,
    "review": review,
    "returned": closed,
    "integrity": trusted,
    "satisfaction": satisfied,
    "words": spoken,
}
