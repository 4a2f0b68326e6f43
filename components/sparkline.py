"""The course of a number as one small line without axes: a picture in the page itself, where a chart of its own would
take a browser longer than all the words of the card.
"""

import math
from collections.abc import Sequence
from html import escape

from components.numbers import amount
from components.words import _

WIDTH, HEIGHT, EDGE = 100, 40, 2
COLOUR = "%238796a6"  # the charts' quiet grey, the same in light and dark, as it is written in an address
_SVG = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'"
    " preserveAspectRatio='none'%3E%3Cpath d='{area}' fill='{colour}' fill-opacity='.15'/%3E%3Cpath d='{line}'"
    " fill='none' stroke='{colour}' stroke-width='1.5' vector-effect='non-scaling-stroke'/%3E%3C/svg%3E"
)
_IMAGE = (
    '<img src="{source}" alt="{words}" title="{words}"'
    ' style="display:block;width:100%;height:{height}px;margin:.4rem 0 .2rem">'
)


def sparkline(values: Sequence[float], unit: str) -> str:
    """The picture as HTML, of values in the order of time, from the lowest at the bottom to the highest; its words tell
    both and the last one. Values that are not finite are left out.
    """
    known = [value for value in values if math.isfinite(value)]
    low, high = min(known), max(known)
    words = _("from {low} to {high}, last {last}").format(
        low=amount(low, unit), high=amount(high, unit), last=amount(known[-1], unit)
    )
    line = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in _places(known, low, high))
    source = _SVG.format(width=WIDTH, height=HEIGHT, colour=COLOUR, line=line, area=f"{line}V{HEIGHT}H0Z")
    return _IMAGE.format(source=source, words=escape(words), height=HEIGHT)


def _places(values: Sequence[float], low: float, high: float) -> list[tuple[float, float]]:
    """Left to right and, as SVG counts, from the top down; without a difference all in the middle."""
    across, up = WIDTH / max(len(values) - 1, 1), HEIGHT - 2 * EDGE
    share = [(value - low) / (high - low) if high > low else 0.5 for value in values]
    return [(place * across, HEIGHT - EDGE - each * up) for place, each in enumerate(share)]
