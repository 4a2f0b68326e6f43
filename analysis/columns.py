"""Columns of text between pandas and Arrow."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_TEXT = pd.StringDtype(na_value=np.nan)  # what pandas calls "str"


def arrow(text: pd.Series) -> pa.Array:
    """A text column as one Arrow array, without copying where that is possible."""
    made = pa.array(text, type=pa.large_string(), from_pandas=True)
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def chunks(text: pd.Series) -> list[pa.Array]:
    """A text column as the Arrow arrays it is made of, without copying them; at least one."""
    made = pa.array(text, type=pa.large_string(), from_pandas=True)
    held = made.chunks if isinstance(made, pa.ChunkedArray) else [made]
    return held or [pa.array([], pa.large_string())]


def only(texts: pa.Array, kept: pa.Array) -> pa.Array:
    """`texts` where `kept` is true, missing elsewhere; both no slices but whole. No letter is copied."""
    assert texts.offset == kept.offset == 0
    _, edges, letters = texts.buffers()
    return pa.Array.from_buffers(texts.type, len(texts), [kept.buffers()[1], edges, letters])


def is_among(text: pd.Series, values: Iterable[object]) -> pd.Series:
    """Whether each text is one of these values; a missing one (None, NaN) is none of them, though it be among them.
    pandas' `isin` makes two objects of each value.
    """
    present = [value for value in values if isinstance(value, str)]
    found = pc.is_in(arrow(text), pa.array(present, pa.large_string()))
    return pd.Series(found.to_numpy(zero_copy_only=False), index=text.index)


def text_series(values: pa.Array | pa.ChunkedArray, index: pd.Index) -> pd.Series:
    """An Arrow text array as a column with this index, without copying it."""
    held = values if pa.types.is_large_string(values.type) else values.cast(pa.large_string())
    texts = pd.arrays.ArrowStringArray(held, dtype=_TEXT)  # type: ignore[call-arg]  # the stubs do not know it
    return pd.Series(texts, index=index, copy=False)
