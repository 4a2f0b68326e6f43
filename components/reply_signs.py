"""Is the reply to a case an answer: the signals that say it is not, the score they make, and what is concrete in it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analysis.replies import SUSPECTED, WEIGHTS
from components.numbers import day, number
from components.reply_shares import SIGNALS, kinds
from components.words import _, ngettext


def draw(found: Mapping[str, Any] | None) -> None:
    """The verdict with its parts, never without them; nothing where there is no reply."""
    if found is None:
        return
    st.markdown(f"**{_('Is it an answer?')}**")
    st.markdown(verdict(found))
    lines = [f"- +{number(WEIGHTS[code], 1)} · {_(words)}" for code, words in SIGNALS.items() if found[code]]
    lines += [f"- {words}" for words in told(found)]
    st.markdown("\n".join(lines))
    words = _("Suspected from {limit} on. A sign with evidence to look at, not a verdict on a person.")
    st.caption(words.format(limit=number(SUSPECTED, 1)))


def verdict(found: Mapping[str, Any]) -> str:
    """A badge with the score, the sum of the signals that stand below it."""
    if found["is_notice"]:
        return f":blue-badge[:material/campaign: {_('mass notice')}] " + _(
            "One event is behind this text, so nobody is suspected."
        )
    score = _("score {score}").format(score=number(found["score"], 1)) if found["score"] else ""
    if found["suspected"]:
        return f":violet-badge[:material/rule: {_('looks formal')}] {score}"
    return f":green-badge[:material/check: {_('not suspected')}] {score}"


def told(found: Mapping[str, Any]) -> list[str]:
    """What else is known: how far the text is used, when the final answer is wanted, what is concrete."""
    known = list(found["content"])  # that there is nothing is a signal and stands there already
    lines = [_("Concrete in it: {kinds}").format(kinds=kinds(known))] if known else []
    if found["wanted_by"] is not None:
        words = (
            _("The final answer was wanted by {day}, and there is none.")
            if found["interim"]
            else _("An interim reply: the final answer is wanted by {day}, or by the case's deadline if it is later.")
        )
        lines.append(words.format(day=day(pd.Timestamp(found["wanted_by"]))))
    if not found["compared"]:
        lines.append(_("Whether others were sent the same text is not known yet: it was not compared since it came."))
    elif found["alike"] > 1:
        lines.append(_reach(found))
    return lines


def _reach(found: Mapping[str, Any]) -> str:
    """«Этим текстом ответили 52 раза: 7 тем, 31 место»."""
    n, topics, places = (int(found[name]) for name in ("alike", "topics", "places"))
    of = [ngettext("{n} topic", "{n} topics", topics).format(n=number(topics))]
    if places:
        of.append(ngettext("{n} place", "{n} places", places).format(n=number(places)))
    words = ngettext("This text was the reply to {n} case: {of}", "This text was the reply to {n} cases: {of}", n)
    return words.format(n=number(n), of=", ".join(of))
