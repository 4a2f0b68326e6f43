"""Words and bars of who took part by age and sex."""

import pandas as pd

from analysis.intervals import wilson
from components.poll_groups import bars, group_name, sentence


def rows(counts: dict[tuple[str | None, str | None], tuple[int, float]]) -> pd.DataFrame:
    """(age, sex) → how many of 100 took part, and the share of the residents."""
    found = pd.DataFrame(list(counts), columns=["age", "sex"]).assign(
        part=[n / 100 for n, _ in counts.values()], part_residents=[usual for _, usual in counts.values()]
    )
    low, high = wilson(100 * found["part"], 100)
    usual = found["part_residents"]
    return found.assign(side=(low > usual).astype(int) - (high < usual).astype(int))


def test_the_sentence_names_sexes_and_ages_beyond_chance_the_furthest_apart_first() -> None:
    told = rows({("25-34", "f"): (60, 0.1), (None, "f"): (70, 0.5), (None, "m"): (30, 0.5), ("25-34", None): (90, 0.2),
                 ("65+", None): (10, 0.12)})  # fmt: skip
    assert sentence(told) == (
        "More of those who took part than of the residents: aged 25–34 (90% against 20%), women (70% against 50%). "
        "Fewer of those who took part than of the residents: men (30% against 50%)."
    )
    assert "within chance" in sentence(rows({(None, "f"): (52, 0.5), ("65+", None): (12, 0.12)}))


def test_groups_are_called_by_sex_and_age() -> None:
    assert [group_name("25-34", "f"), group_name(None, "m"), group_name("65+", None)] == [
        "Women, 25–34", "Men", "aged 65+"
    ]  # fmt: skip


def test_a_hidden_group_has_a_stroke_for_the_residents_and_no_bar() -> None:
    told = pd.DataFrame(
        {"group": ["a", "b"], "shown": [20.0, None], "usual_shown": [10.0, 30.0], "text": ["", "hidden"]}
    )
    drawn = bars(told).to_dict()
    (data,) = drawn["datasets"].values()
    assert [row["end"] for row in data] == [20.0, 30.0]
    assert data[1]["shown"] is None
