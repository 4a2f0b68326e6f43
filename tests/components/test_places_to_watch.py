"""Places to watch: what is said of hot cells, and that silence is never painted as good news."""

import pandas as pd

from components.map_classes import RAMPS
from components.places_to_watch import cell_words


def test_hot_cells_are_counted_by_kind_of_all_that_hold_a_case() -> None:
    rows = pd.DataFrame({"kind": ["emerging", "persistent", "emerging", None, None]}, dtype=object)
    assert cell_words(rows) == "3 hot cells of 5: persistent 1, emerging 2"
    assert cell_words(rows.tail(2)) == "0 hot cells of 2"
    assert "Too few cells" in cell_words(pd.DataFrame())


def test_no_shade_of_a_quantity_is_green() -> None:
    shades = [shade for (scale, _dark), shades in RAMPS.items() if scale == "quantity" for shade in shades]
    assert all(blue > green for _red, green, blue in shades)
