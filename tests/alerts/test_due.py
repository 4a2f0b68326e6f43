"""What is told when, worked by hand; and never more than one message per rule and window, whatever happens."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from alerts.due import Finding, ended, may_tell, untold
from alerts.rules import Rule
from queries.told import Memory, Told, claim, end, give_back, remembered
from store.engine import open_desk

NOON = datetime(2026, 1, 10, 12)
HIGH = Finding("overdue")


def rule(about: str, every: int = 60) -> Rule:
    return Rule("r", about, (), "ru", "operator", "", every, 10)


@pytest.mark.parametrize(("minutes", "allowed"), [(0, False), (59, False), (60, True), (61, True)])
def test_a_rule_tells_at_most_once_in_its_window(minutes: int, allowed: bool) -> None:
    assert may_tell(rule("signals"), Memory(NOON), NOON + timedelta(minutes=minutes)) is allowed
    assert may_tell(rule("signals"), Memory(), NOON)


@pytest.mark.parametrize(
    ("told", "found", "is_new"),
    [
        ("smoke:B:2026-01-08", "smoke:B:2026-01-08", False),
        ("smoke:B:2026-01-08", "smoke:B:2026-01-06", False),  # a late arrival moved its beginning
        ("smoke:B:2026-01-08", "smoke:B:2026-01-15", False),
        ("smoke:B:2026-01-08", "smoke:B:2026-01-16", True),
        ("smoke:B:2026-01-08", "smoke:A:2026-01-08", True),
        ("smoke:B:2026-01-08", "snow:B:2026-01-08", True),
    ],
)
def test_a_signal_of_a_topic_and_district_is_told_once_a_week(told: str, found: str, is_new: bool) -> None:
    memory = Memory(NOON, {told: Told(NOON)})
    assert bool(untold(rule("signals"), [Finding(found)], memory, NOON)) is is_new


def test_a_control_item_is_told_once_for_each_date() -> None:
    memory = Memory(NOON, {"7:2026-01-10": Told(NOON)})
    found = [Finding("7:2026-01-10"), Finding("7:2026-01-12"), Finding("8:2026-01-10")]
    new = untold(rule("control_due"), found, memory, NOON + timedelta(days=9))
    assert [finding.subject for finding in new] == ["7:2026-01-12", "8:2026-01-10"]


@pytest.mark.parametrize(
    ("hours", "is_over", "is_new"), [(1, False, False), (23.9, False, False), (24, False, True), (1, True, True)]
)
def test_an_overdue_count_is_told_again_after_it_fell_or_after_a_day(hours: float, is_over: bool, is_new: bool) -> None:
    memory = Memory(NOON, {"overdue": Told(NOON, is_over)})
    assert bool(untold(rule("overdue"), [HIGH], memory, NOON + timedelta(hours=hours))) is is_new
    assert ended(rule("overdue"), [HIGH], memory) == []
    assert ended(rule("overdue"), [], memory) == ([] if is_over else ["overdue"])


def test_what_was_told_is_remembered_and_what_was_not_sent_is_forgotten(either_desk: Engine) -> None:
    desk, hour = either_desk, timedelta(hours=1)
    assert remembered("r", engine=desk) == Memory()
    assert claim("r", ["a", "b"], NOON, hour, engine=desk)
    assert not claim("r", ["c"], NOON + timedelta(minutes=59), hour, engine=desk)  # another process was quicker
    assert remembered("r", engine=desk) == Memory(NOON, {"a": Told(NOON), "b": Told(NOON)})
    assert claim("r", ["c"], NOON + hour, hour, engine=desk)
    give_back("r", ["c"], NOON, engine=desk)
    end("r", ["a"], engine=desk)
    assert remembered("r", engine=desk) == Memory(NOON, {"a": Told(NOON, is_over=True), "b": Told(NOON)})
    assert remembered("another", engine=desk) == Memory()
    assert claim("another", ["a"], NOON, hour, engine=desk)
    give_back("another", ["a"], None, engine=desk)
    assert remembered("another", engine=desk) == Memory()


@pytest.fixture(scope="module")
def any_desk() -> Iterator[Engine]:
    with TemporaryDirectory() as folder:
        engine = open_desk(f"sqlite:///{Path(folder) / 'desk.sqlite'}")
        yield engine
        engine.dispose()


_examples = iter(range(1_000_000))


@given(
    about=st.sampled_from(["signals", "overdue", "control_due"]),
    every=st.integers(1, 240),
    looks=st.lists(st.tuples(st.integers(0, 90), st.sets(st.integers(1, 4)), st.booleans()), max_size=20),
)
def test_never_more_than_one_message_per_rule_and_window_and_nothing_twice(
    any_desk: Engine, about: str, every: int, looks: list[tuple[int, set[int], bool]]
) -> None:
    """Looks some minutes apart, by one process or by a second one that decided on an older memory."""
    name, now, sent, told = f"r{next(_examples)}", NOON, [], []
    asked = rule(about, every)
    old = Memory()
    for minutes, held, is_second in looks:
        now += timedelta(minutes=minutes)
        found = [HIGH] if about == "overdue" and held else [Finding(f"t:{n}:2026-01-0{n}") for n in sorted(held)]
        memory = old if is_second else remembered(name, engine=any_desk)
        if over := ended(asked, found if held else [], memory):
            end(name, over, engine=any_desk)
        fresh = [finding.subject for finding in untold(asked, found, memory, now)]
        old = memory
        if fresh and may_tell(asked, memory, now) and claim(
            name, fresh, now, timedelta(minutes=every), engine=any_desk
        ):  # fmt: skip
            sent.append(now)
            told += [] if is_second else fresh
    assert all(later - sooner >= timedelta(minutes=every) for sooner, later in pairwise(sent))
    if about != "overdue":
        assert len(told) == len(set(told))
