"""What the bench counts, on examples one can count by hand."""

from pathlib import Path

from intake.formats import LAYOUTS
from intake.records import RECORD_LAYOUTS
from tests.bench.event_links import judged
from tests.bench.sample_speed import SAMPLES, TOLD_BY, repeated


def test_precision_and_recall_are_over_pairs_that_touch_a_planted_case() -> None:
    """Planted a b c and x y: four pairs. Found a b d, x y, p q: of ab, ad, bd and xy two are right."""
    assert judged([["a", "b", "c"], ["x", "y"]], [["a", "b", "d"], ["y", "x"], ["p", "q"]]) == (0.5, 0.5)
    assert judged([["a", "b"]], []) == (0, 0)


def test_repeated_rows_have_numbers_of_their_own() -> None:
    rows = repeated(["Тема", "№ карточки"], [["Ямы", "1"], ["Снег", "2"]], ["№ карточки"], 3)
    assert rows == [["Ямы", "1-0"], ["Снег", "2-0"], ["Ямы", "1-1"]]


def test_repeated_counts_are_of_other_days() -> None:
    rows = repeated(["Дата", "Линия"], [["31.01.2026", "122"]], ["Дата"], 2)
    assert rows == [["31.01.2026", "122"], ["01.01.2026", "122"]]


def test_every_layout_of_files_is_measured() -> None:
    assert set(SAMPLES.values()) == set(LAYOUTS)
    counted = {name for name in RECORD_LAYOUTS if not name.startswith("polis_")}
    assert {Path(name).stem for name in TOLD_BY} == counted | {"comments", "votes"}
