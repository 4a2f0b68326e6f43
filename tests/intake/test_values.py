import pandas as pd
import pyarrow as pa

from analysis.columns import text_series
from intake.values import cleaned, counts, decimals, flags, ratings


def text(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def listed(values: pd.Series) -> list:
    return [None if pd.isna(value) else value for value in values]


def test_dash_apostrophe_and_blank_are_all_missing() -> None:
    assert listed(cleaned([text("-", "'", "", "  ", "\u00a0", "—", " - ", None)])[0]) == [None] * 8


def test_the_apostrophe_of_spreadsheets_and_blanks_around_are_taken_off() -> None:
    assert listed(cleaned([text("'Здравствуйте", " \u00a0Омск г.о. ", "' текст")])[0]) == [
        "Здравствуйте",
        "Омск г.о.",
        "текст",
    ]


def test_carriage_returns_become_line_ends() -> None:
    assert listed(cleaned([text("раз\r\nдва\rтри")])[0]) == ["раз\nдва\nтри"]


def test_zeros_become_line_ends() -> None:  # PostgreSQL takes none
    assert listed(cleaned([text("раз\0два"), text("три")])[0]) == ["раз\nдва"]


def test_a_column_that_lies_in_several_blocks_is_cleaned_as_one() -> None:
    blocks = pa.chunked_array([["'раз", "-"], [], ["", " два ", None]], pa.large_string())
    several = text_series(blocks, pd.RangeIndex(5))
    found = cleaned([several, text("1", "2", "-", "4", "5")])
    assert [listed(column) for column in found] == [["раз", None, None, "два", None], ["1", "2", None, "4", "5"]]


def test_flags_are_read_in_any_case_and_other_words_are_unreadable() -> None:
    read = flags(text("Да", "НЕТ", None, "может быть"))
    assert listed(read.values) == [True, False, None, None]
    assert listed(read.bad) == [False, False, False, True]


def test_numbers_may_have_a_decimal_comma_and_blanks_between_thousands() -> None:
    assert listed(decimals(text("1 234,5", "57.41", "-0,5", "x")).values) == [1234.5, 57.41, -0.5, None]


def test_counts_are_whole_not_negative_and_fit_their_column() -> None:
    read = counts(text("12.0", "12.5", "-1", "2 899", "5240087711373501"))
    assert listed(read.values) == [12, None, None, 2899, None]
    assert listed(read.bad) == [False, True, True, False, True]


def test_ratings_run_from_1_to_5() -> None:
    read = ratings(text("5", "1.0", "0", "6", "4,5", None))
    assert listed(read.values) == [5, 1, None, None, None, None]
    assert listed(read.bad) == [False, False, True, True, True, False]
