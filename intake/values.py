"""Text columns → values. A function takes the text of a column and gives the values and where the text was unreadable.

Nothing here knows a layout. Missing text (empty, `-`, `'`) is missing, never zero and never an error.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.columns import arrow, chunks, only, text_series
from analysis.side_by_side import in_parts

BLANK = " \t\r\n\u00a0\u2007\u202f\u200b\ufeff"
MISSING = pa.array(["", "-", "–", "—", "--", "'", "н/д", "None", "null", "NaN"], pa.large_string())

TRUE = {"да", "true", "1", "yes", "+", "истина"}
FALSE = {"нет", "false", "0", "no", "ложь"}


class Read(NamedTuple):
    """What came of a column: values (missing where there are none) and where there was text that could not be read."""

    values: pd.Series
    bad: pd.Series


def no_text(index: pd.Index) -> pd.Series:
    """A text column in which nothing stands."""
    return text_series(pa.nulls(len(index), pa.large_string()), index)


def is_blank(text: pd.Series) -> bool:
    """Whether nothing stands in a text column."""
    return arrow(text).null_count == len(text)


def joined(texts: Sequence[pa.Array], mark: str) -> pa.Array:
    """The filled texts of each row in one, with the mark between two; missing where all are. At least one column."""
    if len(texts) == 1:
        return texts[0]
    filled = reduce(pc.or_, map(pc.is_valid, texts))
    # The kernel leaves out rows in which nothing stands.
    first = pc.if_else(filled, texts[0], pa.scalar("", pa.large_string()))
    between = pa.scalar(mark, pa.large_string())
    whole = pc.binary_join_element_wise(first, *texts[1:], between, null_handling="skip")
    return pc.if_else(filled, whole, pa.scalar(None, pa.large_string()))


def cleaned(columns: Sequence[pd.Series]) -> list[pd.Series]:
    """Texts without blanks and apostrophes around them (spreadsheets put one in front); missing marks → missing. All
    columns are as long as the first, and are gone through in one.
    """
    kept = in_parts(_told, pa.concat_arrays([part for text in columns for part in chunks(text)]))
    parts = [kept.slice(at * len(text), len(text)) for at, text in enumerate(columns)]
    if _holds_odd_ends(kept):  # PostgreSQL takes neither
        parts = [
            pc.replace_substring_regex(part, r"\r\n?|\x00", "\n") if _holds_odd_ends(part) else part for part in parts
        ]
    return [text_series(part, text.index) for part, text in zip(parts, columns, strict=True)]


def _told(texts: pa.Array) -> pa.Array:
    whole = pc.utf8_trim(texts, BLANK + "'")
    return only(whole, pc.and_(whole.is_valid(), pc.invert(pc.is_in(whole, MISSING))))


def _holds_odd_ends(texts: pa.Array) -> bool:
    """Whether a carriage return or a zero stands anywhere: a look at the bytes, ten times faster than a pattern."""
    _, edges, letters = texts.buffers()
    if letters is None or not len(texts):
        return False
    first, last = np.frombuffer(edges, "int64")[[texts.offset, texts.offset + len(texts)]]
    bytes_ = np.frombuffer(letters, dtype=np.uint8)[first:last]
    lowest = bytes_.min(initial=255)
    return bool(lowest == 0 or (lowest <= 13 and (bytes_ == 13).any()))


def by_unique(text: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """(codes, unique values): work is done once for each spelling. Code -1 is missing."""
    codes, unique = pd.factorize(text)
    return codes, pd.Index(unique)


def spread(codes: np.ndarray, unique: pd.Series, index: pd.Index) -> pd.Series:
    """Values of the unique texts back to the rows; missing where the code is -1."""
    return pd.Series(unique.array.take(codes, allow_fill=True), index=index)


def looked_up(text: pd.Series, known: Mapping[str, str | None]) -> pd.Series:
    """What is known of each text; missing for the others. Each different text is asked for once."""
    different = arrow(text).dictionary_encode()
    found = pa.array([known.get(each) for each in different.dictionary.to_pylist()], pa.large_string())
    return text_series(found.take(different.indices), text.index)


def flags(text: pd.Series) -> Read:
    """Да / Нет and the like → nullable booleans."""
    codes, unique = by_unique(text)
    words = {**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}
    read = pd.Series([words.get(str(word).lower()) for word in unique.tolist()], dtype="boolean")
    values = spread(codes, read, text.index)
    return Read(values, text.notna() & values.isna())


def decimals(text: pd.Series) -> Read:
    """Numbers with a decimal comma or point and blanks between thousands → floats."""
    plain = pc.replace_substring(arrow(text), ",", ".")
    try:
        numbers = pd.Series(plain.cast(pa.float64()).to_numpy(zero_copy_only=False), index=text.index)
    except pa.ArrowInvalid:  # blanks between thousands, or no number at all
        packed = text_series(pc.replace_substring_regex(plain, r"[\s\x{a0}\x{202f}]", ""), text.index)
        numbers = pd.to_numeric(packed, errors="coerce").astype("float64")
    values = numbers.where(np.isfinite(numbers))
    return Read(values, text.notna() & values.isna())


def counts(text: pd.Series, largest: int = 2**31 - 1) -> Read:
    """Whole numbers from zero up → nullable integers; 12.0 is 12, 12.5 and what no column can hold are unreadable."""
    numbers, bad = decimals(text)
    wrong = numbers.notna() & ((numbers < 0) | (numbers != numbers.round()) | (numbers > largest))
    return Read(numbers.mask(wrong).astype("Int64"), bad | wrong)


def ratings(text: pd.Series) -> Read:
    """Ratings 1 to 5 → nullable integers; anything else is unreadable."""
    numbers, bad = decimals(text)
    wrong = numbers.notna() & ~numbers.isin([1, 2, 3, 4, 5])
    return Read(numbers.mask(wrong).astype("Int16"), bad | wrong)
