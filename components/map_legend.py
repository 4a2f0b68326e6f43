"""What the colours of the map mean, as HTML: the map's own colours, which no option of the theme knows."""

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd

from components.map_marks import Mark
from components.numbers import number

_SQUARE = "width:1em;height:.8em;border:1px solid #8a96a3;background:rgb{colour}"
_DOT = "width:.75em;height:.75em;border-radius:50%;border:2px solid rgb{colour};background:{fill}"


def steps(title: str, labels: Sequence[str], shades: Iterable[tuple[int, ...]]) -> str:
    """The steps of a ramp with their numbers."""
    swatches = (
        (_SQUARE.format(colour=shade), label) for label, shade in zip(labels, shades, strict=False)
    )  # fmt: skip
    return _row(title, swatches)


def marks(title: str, shown: Iterable[Mark], drawn: pd.Series) -> str:
    """The marks that occur, the commonest first; `drawn`: the mark of every case on the map."""
    counts = drawn.value_counts().to_dict()
    found = sorted((mark for mark in shown if counts.get(mark.key)), key=lambda mark: (mark.key == "other", mark.key))
    dots = (
        (_DOT.format(colour=mark.colour, fill="transparent" if mark.hollow else f"rgb{mark.colour}"),
         f"{mark.words} · {number(counts[mark.key])}")
        for mark in found
    )  # fmt: skip
    return _row(title, dots)


def _row(title: str, signs: Iterable[tuple[str, str]]) -> str:
    shown = "".join(
        f'<span style="white-space:nowrap;margin-right:.9em"><span style="display:inline-block;margin-right:.35em;'
        f'{style}"></span>{escape(label)}</span>'
        for style, label in signs
    )
    return f'<div style="font-size:.85rem"><span style="margin-right:.9em">{escape(title)}:</span>{shown}</div>'
