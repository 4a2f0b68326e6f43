"""The ribbons of transfers: as high as their cases, side by side, from the bar they leave to the bar they reach."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sankey import GAP, sankey

PAIRS = pd.DataFrame([("A", "X", 30), ("A", "Y", 10), ("B", "X", 60)], columns=["start", "end", "cases"])


def test_bars_are_as_high_as_their_cases_the_largest_on_top() -> None:
    bars = sankey(PAIRS).bars.set_index(["side", "key"])
    assert bars["cases"].to_dict() == {("start", "B"): 60, ("start", "A"): 40, ("end", "X"): 90, ("end", "Y"): 10}
    low, high = bars["low"].to_dict(), bars["high"].to_dict()
    assert (low["start", "A"], high["start", "A"]) == pytest.approx((0.6 + GAP, 1 + GAP))
    assert (low["end", "X"], high["end", "X"]) == pytest.approx((0, 0.9))


def test_a_ribbon_leaves_its_bar_below_its_neighbour_and_reaches_the_other() -> None:
    ribbons = sankey(PAIRS).ribbons
    part = ribbons[(ribbons["start"] == "A") & (ribbons["end"] == "X")]
    # A begins at 0.63; at X the 60 cases of B come first
    assert part[["low", "high"]].iloc[0].to_list() == pytest.approx([0.6 + GAP, 0.9 + GAP])
    assert part[["low", "high"]].iloc[-1].to_list() == pytest.approx([0.6, 0.9])


def test_nothing_moved_draws_nothing() -> None:
    assert sankey(PAIRS.head(0)).ribbons.empty


pairs = st.dictionaries(st.tuples(st.sampled_from("ABCD"), st.sampled_from("WXYZ")), st.integers(1, 500), min_size=1)


@given(pairs)
def test_ribbons_fill_their_bars_and_never_overlap(found: dict[tuple[str, str], int]) -> None:
    drawn = sankey(pd.DataFrame([(*ends, n) for ends, n in found.items()], columns=["start", "end", "cases"]))
    for side, x in (("start", 0.0), ("end", 1.0)):
        ends = drawn.ribbons[drawn.ribbons["x"] == x].sort_values("low")
        assert (ends["low"].to_numpy()[1:] >= ends["high"].to_numpy()[:-1] - 1e-9).all()
        bars = drawn.bars[drawn.bars["side"] == side].set_index("key")
        inside = ends.set_index(side)
        assert (inside["low"] >= bars["low"].reindex(inside.index) - 1e-9).all()
        assert (inside["high"] <= bars["high"].reindex(inside.index) + 1e-9).all()
