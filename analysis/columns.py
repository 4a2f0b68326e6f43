"""Columns of text between pandas and Arrow."""

import numpy as np
import pandas as pd
import pyarrow as pa

_TEXT = pd.StringDtype(na_value=np.nan)  # what pandas calls "str"


def arrow(text: pd.Series) -> pa.Array:
    """A text column as one Arrow array, without copying where that is possible."""
    made = pa.array(text, type=pa.large_string(), from_pandas=True)
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def text_series(values: pa.Array | pa.ChunkedArray, index: pd.Index) -> pd.Series:
    """An Arrow text array as a column with this index, without copying it."""
    held = values if pa.types.is_large_string(values.type) else values.cast(pa.large_string())
    texts = pd.arrays.ArrowStringArray(held, dtype=_TEXT)  # type: ignore[call-arg]  # the stubs do not know it
    return pd.Series(texts, index=index, copy=False)
