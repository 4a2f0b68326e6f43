"""The strips of a class: where each stands, who is hollow, and what it says under the mouse."""

import re

import pandas as pd
import pytest

from analysis.suppression import whole_percent
from components.strips import scale, strip

ROWS = pd.DataFrame(
    {
        "key": ["mine", "many", "few", "none"],
        "name": ["Mine", "Many <b>", "Few", "None"],
        "value": [0.70, 0.90, 0.60, float("nan")],
        "judged": [20, 1_234, 3, 0],
        "enough": [True, True, False, False],
    }
)


def test_everybody_stands_where_the_value_is_and_the_median_is_of_those_with_enough() -> None:
    drawn = strip(ROWS, "mine", "percent", "what it shows")
    places = dict(re.findall(r'title="([^"]+)" style="position:absolute;left:([0-9.]+)%', drawn))
    assert places == {
        "Median of the class: 80%": "66.67",
        "Many &lt;b&gt;: 90%, cases judged: 1,234": "100.00",
        "Few: 60%, cases judged: 3": "0.00",
        "Mine: 70%, cases judged: 20": "33.33",
    }
    assert 'aria-label="what it shows"' in drawn
    assert drawn.count("opacity:0.35") == 1, "too few are pale"
    assert "background:transparent" not in drawn
    assert "background:transparent" in strip(ROWS, "few", "percent", ""), "mine is hollow with too few"


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.62, 0.97], [0.6, 0.7, 0.8, 0.9, 1.0]),
        ([3.0, 41.0], [0, 10, 20, 30, 40, 50]),
        ([5.0, 5.0], [5.0, 5.005]),
        ([0.0, 0.0], [0.0, 1e-9]),
        ([], [0.0, 1.0]),
    ],
)
def test_a_scale_has_round_numbers_around_all_values(values: list[float], ticks: list[float]) -> None:
    assert scale(values) == pytest.approx(ticks)


def test_where_all_are_on_time_no_share_beyond_the_whole_is_written() -> None:
    assert scale([1.0, 1.0], 0.001, 1.0) == pytest.approx([0.999, 1.0])
    drawn = strip(ROWS.assign(value=1.0), "mine", "percent", "")
    assert "100.1%" not in drawn and ">99.9%<" in drawn and ">100%<" in drawn
    (nearly,) = whole_percent(pd.Series([0.997]), pd.Series([1994]), pd.Series([6]))
    drawn = strip(ROWS.assign(value=nearly), "mine", "percent", "")
    assert "100.1%" not in drawn and drawn.count(": &gt;\u202f99%") == 5, "four marks and the median"
