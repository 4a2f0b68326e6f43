"""What is new for a rule: the decisions, from what is found now and what was told. Nothing is asked or sent here."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from alerts.rules import Rule
from queries.told import Memory

AGAIN = timedelta(days=1)  # an overdue count that stays high is told once a day
SAME_SIGNAL = timedelta(days=7)  # a late arrival moves the first day of a signal: so near it is the same


@dataclass(frozen=True)
class Finding:
    """Something to tell. `subject` stands for it in the memory: topic:district:first day of a signal, "overdue",
    item:date of a control item; `facts` are for the words.
    """

    subject: str
    facts: Mapping[Hashable, Any] = field(default_factory=dict, compare=False)


def may_tell(rule: Rule, memory: Memory, now: datetime) -> bool:
    """The rule's last message is `every` minutes old."""
    return memory.last is None or now - memory.last >= timedelta(minutes=rule.every)


def untold(rule: Rule, findings: Sequence[Finding], memory: Memory, now: datetime) -> list[Finding]:
    """The findings that are new: each signal and item once, an overdue count when it rises above anew, or daily."""
    test = {"signals": _new_signal, "overdue": _new_height, "control_due": _new_item}[rule.about]
    return [finding for finding in findings if test(finding, memory, now)]


def ended(rule: Rule, findings: Sequence[Finding], memory: Memory) -> list[str]:
    """Subjects that were told and hold no more: an overdue count that is not above any longer."""
    if rule.about != "overdue":
        return []
    holding = {finding.subject for finding in findings}
    return [subject for subject, told in memory.told.items() if not told.is_over and subject not in holding]


def _new_signal(finding: Finding, memory: Memory, now: datetime) -> bool:
    series, _, first = finding.subject.rpartition(":")
    edge = date.fromisoformat(first) - SAME_SIGNAL
    told = (subject.rpartition(":") for subject in memory.told)
    return not any(other == series and date.fromisoformat(day) >= edge for other, _, day in told)


def _new_height(finding: Finding, memory: Memory, now: datetime) -> bool:
    told = memory.told.get(finding.subject)
    return told is None or told.is_over or now - told.at >= AGAIN


def _new_item(finding: Finding, memory: Memory, now: datetime) -> bool:
    return finding.subject not in memory.told
