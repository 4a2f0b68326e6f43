"""One round: every rule looks, decides what is new, writes down that it tells it, and sends."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from alerts.due import ended, may_tell, untold
from alerts.findings import Ask, findings, longest_overdue, sight
from alerts.rules import Rule, Rules
from alerts.sending import Message
from alerts.wording import message
from queries.told import Memory, claim, end, give_back, remembered

log = logging.getLogger(__name__)
Send = Callable[[Message, Sequence[str], str], bool]  # message, recipients, the rule's name; True: somebody got it


def wall() -> datetime:
    """Now in UTC, as the desk keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def look_all(rules: Rules, ask: Ask, send: Send, now: datetime) -> int:
    """Every rule once; how many messages went. A rule that fails is logged and does not stop the others."""
    sent = 0
    for rule in rules.rules:
        try:
            sent += look(rule, rules.address, ask, send, now)
        except Exception:
            log.exception("the alert %r failed; the next round tries again", rule.name)
    return sent


def look(rule: Rule, address: str, ask: Ask, send: Send, now: datetime) -> bool:
    """Tell what is new for one rule; True when a message went."""
    memory = remembered(rule.name)
    new = news(rule, address, ask, memory, now)
    if new.over:
        end(rule.name, new.over)
    if new.message is None or not claim(rule.name, new.subjects, now, timedelta(minutes=rule.every)):
        return False
    if send(new.message, rule.recipients, rule.name):
        return True
    give_back(rule.name, new.subjects, memory.last)
    return False


@dataclass(frozen=True)
class News:
    """What there is to tell (None: nothing), the subjects it tells, and those told before that have ended."""

    message: Message | None = None
    subjects: tuple[str, ...] = ()
    over: tuple[str, ...] = ()


def news(rule: Rule, address: str, ask: Ask, memory: Memory, now: datetime) -> News:
    """What a rule would tell now. Nothing is written and nothing sent."""
    if rule.about != "overdue" and not may_tell(rule, memory, now):
        return News()  # an overdue count is looked at all the same: it may have fallen meanwhile
    seen_from = sight(rule, ask)
    found = findings(rule, seen_from, ask, now)
    over = tuple(ended(rule, found, memory))
    fresh = untold(rule, found, memory, now)
    if not fresh or not may_tell(rule, memory, now):
        return News(over=over)
    longest = longest_overdue(rule, ask) if rule.about == "overdue" else None
    subjects = tuple(finding.subject for finding in fresh)
    return News(message(rule, fresh, seen_from, address, longest), subjects, over)
