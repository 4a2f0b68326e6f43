"""Columns of text between pandas and Arrow: nothing is lost on the way."""

import pandas as pd
import pyarrow as pa

from analysis.columns import chunks, is_among, only, text_series


def test_a_column_is_taken_apart_into_its_blocks_and_an_empty_one_into_one() -> None:
    blocks = pa.chunked_array([["а"], ["б", None]], pa.large_string())
    assert [part.to_pylist() for part in chunks(text_series(blocks, pd.RangeIndex(3)))] == [["а"], ["б", None]]
    assert [len(part) for part in chunks(pd.Series([], dtype="str"))] == [0]


def test_what_is_not_kept_is_missing() -> None:
    found = only(pa.array(["а", "-", None, "б"], pa.large_string()), pa.array([True, False, False, True]))
    assert found.to_pylist() == ["а", None, None, "б"]
    assert found.null_count == 2


def test_a_missing_text_is_among_no_values() -> None:
    text = pd.Series(["а", None, "б"], index=[4, 5, 6], dtype="str")
    assert is_among(text, {"б", "в"}).to_dict() == {4: False, 5: False, 6: True}
    assert not is_among(text, []).any()
    for missing in (None, float("nan"), pd.NA):
        assert is_among(text, ["б", missing]).to_dict() == {4: False, 5: False, 6: True}
