"""Work done in threads gives what it gives without them, in the same order, and its errors."""

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from analysis import side_by_side
from analysis.masking import masked
from analysis.side_by_side import ahead, each, every_core, in_parts


@pytest.fixture(params=[1, 2, 3])
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(side_by_side, "SMALL", 0)
    with every_core(request.param):
        yield request.param


@pytest.mark.parametrize("texts", [[], ["а"], ["длинный " * 100, None, "б", None, "в", ""], [None, None]])
def test_a_column_in_parts_keeps_its_order_and_its_gaps(cores: int, texts: list[str | None]) -> None:
    column = pa.array(["before", *texts], pa.large_string()).slice(1)
    assert in_parts(pc.utf8_upper, column).to_pylist() == [text and text.upper() for text in texts]


def test_the_parts_are_as_many_as_the_cores_and_alike_in_letters(cores: int) -> None:
    sizes = []

    def work(part: pa.Array) -> pa.Array:
        sizes.append(sum(map(len, part.to_pylist())))
        return part

    in_parts(work, pa.array(["x"] * 600 + ["x" * 600], pa.large_string()))
    assert sum(sizes) == 1200
    assert len(sizes) == cores
    if cores == 2:
        assert sizes == [600, 600]


def test_no_telephone_stays_in_a_text_whatever_part_it_is_in(cores: int) -> None:
    texts = pd.Series([f"Дом {n}, звоните +7 913 555-{n:04d}" for n in range(3000)], dtype="str")
    assert masked(texts).tolist() == [f"Дом {n}, звоните [телефон]" for n in range(3000)]


def test_each_answers_in_the_order_of_the_questions(cores: int) -> None:
    assert each(str, range(20)) == [str(n) for n in range(20)]


def test_what_is_made_ahead_comes_in_order_with_its_error_at_its_place(cores: int) -> None:
    def things() -> Iterator[int]:
        yield from (1, 2, 3)
        raise ValueError("row 4")

    coming = ahead(things())
    assert [next(coming), next(coming), next(coming)] == [1, 2, 3]
    with pytest.raises(ValueError, match="row 4"):
        next(coming)


def test_whoever_stops_early_leaves_no_thread_at_work(cores: int) -> None:
    made: list[int] = []

    def things() -> Iterator[int]:
        for n in range(100):
            made.append(n)
            yield n

    coming = ahead(things())
    assert next(coming) == 0
    coming.close()  # type: ignore[attr-defined]
    assert len(made) <= 2


def test_a_process_held_to_one_core_of_many_starts_no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {3}, raising=False)
    with every_core():
        assert side_by_side._cores == 1


def test_outside_nothing_is_done_in_threads() -> None:
    with every_core(2):
        pass
    assert side_by_side._cores == 1
