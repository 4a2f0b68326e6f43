"""Questions beyond the metrics: what a page computes can be asked from the command line with the same scope.

Each is a module with a function ``answer(engine, scope, filters, asked)`` that returns the parts of its answer by name:
`rows` (a frame) always, and whatever else the question needs (frames, lists, numbers, words). It raises ValueError,
saying what to change, for a question that cannot be asked. The module is imported when somebody asks: some need a heavy
library that the others do not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from queries.filters import Filters
from queries.scope import Scope

if TYPE_CHECKING:
    from queries.question import Question

Answerer = Callable[[Engine, Scope, Filters, "Question"], Mapping[str, Any]]


@dataclass(frozen=True)
class Computed:
    """Where a question is answered, what it answers, and what it is asked of ("" for nothing)."""

    module: str
    about: str
    subject: str = ""


COMPUTED: dict[str, Computed] = {
    "funnel": Computed("queries.funnel", "who stands out from the others of its kind", "METRIC"),
    "ranks": Computed("queries.ranks", "places with their intervals", "METRIC"),
    "expected": Computed("queries.expected", "against the same kinds of cases elsewhere", "METRIC"),
    "rating": Computed("queries.rating", "one index and what it is made of", "NAME"),
    "course": Computed("queries.course", "one municipality over the months, and its class around it", "METRIC"),
    "profile": Computed("queries.profile", "how long cases wait and where, what lies, what changed"),
    "transfers": Computed("queries.transfers", "from whom to whom cases were sent on"),
    "hotspots": Computed(
        "queries.hotspots", "places with many cases among others with many", subject="[districts|cells]"
    ),
    "control": Computed("queries.control", "what is under control, by whom, until when, and its history"),
    "queue": Computed("queries.queue", "open cases that need a hand, with the reasons why"),
    "silent": Computed("queries.silent", "districts where few appeals probably mean few reports"),
    "spikes": Computed("queries.spikes", "topics that a district suddenly writes about more than usual"),
    "systemic": Computed("queries.systemic", "problems that stay: topic by place, with the parts of their score"),
    "advisory": Computed("queries.advisory", "what the next two to six weeks are likely to bring"),
    "effect": Computed("queries.effect", "what a measure did, against the same weeks elsewhere"),
    "promised": Computed("queries.promised", "what the newest replies promise, and which days have passed"),
    "passports": Computed("queries.passports", "problems that somebody answers for, and what is done about them"),
    "channels": Computed("queries.channels", "who carries how much, and what each channel can answer"),
    "volumes": Computed("queries.volumes", "calls, visits, services by channel, place, service, time"),
    "service_ratings": Computed("queries.service_ratings", "organisations on four criteria"),
    "official_pages": Computed("queries.official_pages", "which official pages are dead"),
    "reforms": Computed("queries.reforms", "which municipality became which, and when"),
    "annotations": Computed("queries.annotations", "storms, outages, direct lines"),
    "questions": Computed("queries.questions", "appeals and the questions they hold, counted apart"),
    "formal_replies": Computed("queries.formal_replies", "replies that answer nothing, with the signals that say so"),
    "reply_signals": Computed("queries.reply_signals", "what makes the reply to a case look formal", "CASE"),
    "integrity": Computed("queries.integrity", "closings and flags that look better than work explains"),
    "returns": Computed("queries.returns", "closed, and the same again within 30 days; closed three times"),
    "satisfactions": Computed("queries.satisfactions", "what people rate, and what they say when they are called back"),
    "words": Computed("queries.words", "what people say within a topic and not elsewhere"),
    "search": Computed("queries.search", "words in any form, phrases, -words, field:words", "TEXT"),
    "similar": Computed("queries.similar", "cases like this one, how they ended and how fast", "CASE"),
    "readings": Computed("queries.readings", "for what reasons texts were shown to staff", "[CASE]"),
    "poll": Computed("queries.poll", "the list of polls, or the results of one", "[ID]"),
}


def computed(name: str) -> Answerer:
    """The function that answers. Raises KeyError for a name that is not in `COMPUTED`."""
    answerer: Answerer = import_module(COMPUTED[name].module).answer
    return answerer
