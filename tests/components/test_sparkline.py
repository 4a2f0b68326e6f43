"""The small line of a card: where its points lie, and what it says to those who do not see it."""

import re

from components.sparkline import HEIGHT, WIDTH, sparkline


def test_the_lowest_is_at_the_bottom_the_highest_on_top_and_the_words_say_both() -> None:
    drawn = sparkline([10, float("nan"), 30, 20], "cases")
    line = re.findall(r"d='(M[^']+)'", drawn)[1]
    assert line == f"M0.0,38.0L{WIDTH / 2},2.0L{WIDTH:.1f},20.0"
    assert 'alt="from 10 to 30, last 20"' in drawn


def test_what_never_changes_is_a_level_line() -> None:
    heights = set(re.findall(r",([0-9.]+)", sparkline([5, 5, 5], "cases").split("path d=")[2]))
    assert heights == {f"{HEIGHT / 2:.1f}"}


def test_shares_are_told_as_percentages() -> None:
    assert "from 50% to 100%, last 90%" in sparkline([0.5, 1.0, 0.9], "percent")
