"""The words of an alert: a subject and a few lines, in the language of the rule. No text of a resident is in them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import urlencode

from alerts.due import Finding
from alerts.findings import Sight
from alerts.rules import Rule
from alerts.sending import Message
from components import both_counts
from components.identity import person
from components.numbers import day, moment, number
from components.signals import sentence, where
from components.words import _, name, ngettext, speak

MOST_LINES = 3  # findings told one by one; the link leads to the others


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Inside, words, numbers and plurals are of this language."""
    speak(language)
    try:
        yield
    finally:
        speak(None)


def message(
    rule: Rule, fresh: Sequence[Finding], seen_from: Sight, address: str, longest: dict[str, Any] | None = None
) -> Message:
    """What is told. `longest`: for a rule about overdue cases, the case whose deadline passed first."""
    with spoken(rule.language):
        if rule.about == "signals":
            subject, lines = _signals(fresh, seen_from)
        elif rule.about == "overdue":
            subject, lines = _overdue(rule, fresh[0], seen_from, longest)
        else:
            subject, lines = _control_items(fresh)
        if seen_from.as_of is not None and rule.about != "control_due":
            lines.append(_("Data until {moment}.").format(moment=moment(seen_from.as_of, "minute", seen_from.zone)))
        lines.append(link(rule, seen_from, address))
    return Message(subject, tuple(lines))


def link(rule: Rule, seen_from: Sight, address: str) -> str:
    """The screen on which the same is seen with the same rights and in the same language."""
    page, params = "queue", {"view": "control"}
    if rule.about == "overdue":
        page, params = ("cases", {"metric": "overdue_now"}) if rule.role == "staff" else ("queue", {"why": "overdue"})
    elif rule.about == "signals":
        first, last = (edge.isoformat() for edge in seen_from.week)
        staff = rule.role == "staff"
        page, params = "overview" if staff else "queue", {"from": first, "to": last}
        params |= {} if staff else {"view": "signals"}
    if rule.role != "operator":
        params |= {"role": rule.role}
    if seen_from.scope.districts:
        params |= {"as": seen_from.scope.districts[0]}
    return f"{address}/{page}?{urlencode(params | {'lang': rule.language})}"


def _signals(fresh: Sequence[Finding], seen_from: Sight) -> tuple[str, list[str]]:
    titles = [where(finding.facts) for finding in fresh]
    told = [sentence(finding.facts, seen_from.zone).replace("**", "") for finding in fresh]
    if len(fresh) == 1:
        return _("Signal: {title}").format(title=titles[0]), [titles[0], told[0]]
    counted = ngettext("{n} new signal", "{n} new signals", len(fresh)).format(n=number(len(fresh)))
    lines = [f"{title}: {words}" for title, words in zip(titles, told, strict=True)]
    return f"{counted}: {titles[0]}, …", _shortened(lines)


def _overdue(rule: Rule, finding: Finding, seen_from: Sight, longest: dict[str, Any] | None) -> tuple[str, list[str]]:
    row, n = finding.facts, finding.facts["numerator"]
    told = ngettext("{n} case is overdue now.", "{n} cases are overdue now.", n).format(n=number(n))
    where = _("The whole region") if seen_from.scope.whole_region else name(longest or {}, "district") or rule.who
    counted = _("{n} of {all} open cases are overdue, the limit is {above}.")
    late = both_counts.counted(n, longest["events"]) if longest else number(n)
    lines = [where, counted.format(n=late, all=number(row["denominator"]), above=number(rule.above))]
    if row["unknown"]:
        lines.append(_("No deadline is known of {n} of them.").format(n=number(row["unknown"])))
    if longest:
        lines.append(_longest(longest, seen_from))
    return f"{told.rstrip('.')} · {where}", lines


def _longest(row: dict[str, Any], seen_from: Sight) -> str:
    words = _("Longest of all: № {number}, {topic}, due {when}.")
    due = moment(row["due_at"].removesuffix("Z"), row["precision"], seen_from.zone)
    return words.format(number=row["source_number"], topic=name(row, "topic") or _("no topic"), when=due)


def _control_items(fresh: Sequence[Finding]) -> tuple[str, list[str]]:
    words = _("{title}: until {day}, {owner}")
    lines = [
        words.format(
            title=name(finding.facts, "title"),
            day=day(date.fromisoformat(finding.facts["due"])),
            owner=person(finding.facts["owner"]),
        )
        for finding in fresh
    ]
    if len(fresh) == 1:
        return _("Under control, due: {title}").format(title=name(fresh[0].facts, "title")), lines
    due = ngettext("{n} control item is due", "{n} control items are due", len(fresh))
    return due.format(n=number(len(fresh))), _shortened(lines)


def _shortened(lines: list[str]) -> list[str]:
    """The first lines, and how many more there are."""
    if len(lines) <= MOST_LINES + 1:
        return lines
    return [*lines[:MOST_LINES], _("and {n} more").format(n=number(len(lines) - MOST_LINES))]
