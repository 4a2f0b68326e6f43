"""A surge of the whole region is one signal; one town's is not the region's; the last hours are seen before the day."""

import numpy as np

from analysis.hourly_spikes import Hours
from analysis.spikes import signals
from analysis.wide_spikes import EVERYWHERE, whole_region
from tests.analysis.test_spikes import LAST, a_panel, usual_counts

TOPICS, PLACES, DAYS = 6, 8, 500


def quiet() -> np.ndarray:
    return usual_counts(3, DAYS, TOPICS, PLACES)


def test_the_region_is_the_sum_of_its_districts_and_knows_as_much_as_they_do() -> None:
    counts, known = np.arange(8.0).reshape(4, 2), np.array([[1, 1], [1, 0.5], [1, 0], [1, 1]])
    assert whole_region(a_panel(counts, 2)) is None  # two districts are no region
    region = whole_region(a_panel(counts, 1, known))
    assert region is not None
    assert region.counts.tolist() == [[12, 16]]
    assert list(region.districts) == [EVERYWHERE]
    np.testing.assert_allclose(region.known, [[1, (1 * 1 + 5 * 0.5 + 9 * 0 + 13 * 1) / 28]])


def test_what_happens_everywhere_is_one_signal() -> None:
    """Topic 4 doubles for three days in all eight districts; alone, several would ring."""
    counts = quiet()
    rows = slice(4 * PLACES, 5 * PLACES)
    counts[rows, -5:-2] += counts[rows, -40:-10].mean(axis=1, keepdims=True).round().astype(int) * 2 + 1
    found = signals(a_panel(counts, TOPICS), LAST - 6, LAST)
    assert [(row["topic"], row["district"]) for row in found.to_dict("records")] == [("T4", EVERYWHERE)]
    row = found.iloc[0]
    first, last = (int(np.datetime64(row[edge], "D").astype(int)) for edge in ("from", "to"))
    days = slice(DAYS - 1 + first - int(LAST.astype(int)), DAYS + last - int(LAST.astype(int)))
    assert row["seen"] == counts[rows, days].sum()
    assert row["expected"] < row["high"] < row["seen"]
    assert row["places"] == PLACES


def test_what_happens_in_one_district_is_that_district_s() -> None:
    counts = quiet()
    counts[23, -4:-1] += 25  # topic 2, district 7: enough to be seen in the whole region
    found = signals(a_panel(counts, TOPICS), LAST - 6, LAST)
    assert [(row["topic"], row["district"], row["places"]) for row in found.to_dict("records")] == [("T2", "D7", 0)]


def test_a_district_far_above_a_wide_surge_keeps_its_own_signal() -> None:
    counts = quiet()
    rows = slice(4 * PLACES, 5 * PLACES)
    counts[rows, -5:-2] += counts[rows, -40:-10].mean(axis=1, keepdims=True).round().astype(int) * 2 + 1
    counts[4 * PLACES, -5:-2] += 9  # the smallest district, where a case in three days is usual
    found = signals(a_panel(counts, TOPICS), LAST - 6, LAST)
    assert sorted(found["district"]) == ["D0", EVERYWHERE]


def test_the_last_hours_ring_when_the_day_does_not_yet() -> None:
    """By 15:00 the district has what it usually has by then, but eight of it came in the last hour."""
    counts, known = quiet(), np.ones((TOPICS * PLACES, DAYS))
    shares = np.ones(24) / 24
    known[:, -1] = 15 / 24
    today = np.zeros((TOPICS * PLACES, 15))
    today[23, -1] = 8
    counts[:, -1] = today.sum(axis=1)
    panel = a_panel(counts, TOPICS, known)
    assert signals(panel, LAST, LAST).empty
    (row,) = signals(panel, LAST, LAST, hours=Hours(today, shares)).to_dict("records")
    assert (row["topic"] + row["district"], row["hours"], row["seen"]) == ("T2D7", 1, 8)
    assert 0.1 < row["expected"] < 0.5  # five a day, an hour of it
    assert signals(panel, LAST - 9, LAST - 1, hours=Hours(today, shares)).empty
