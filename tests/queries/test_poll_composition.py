"""Who answered by age and sex beside the residents: shares by hand; what no filter, role or subtraction gives back."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import LinearConstraint, milp
from sqlalchemy import Engine, update

from analysis.suppression import hidden_groups
from queries.filters import Filters
from queries.poll import results_of
from queries.poll_composition import composition
from queries.question import Question, answer
from queries.scope import scope_for
from store.record_tables import poll_answer
from tests.pages import poll_store, small_store

STAFF = scope_for("staff")
TOWN = "99701000"


def respondents(counts: Mapping[Any, int], place: str | None = "A") -> pd.DataFrame:
    rows = [(age, sex) for (age, sex), n in counts.items() for _ in range(n)]
    single = pd.DataFrame(rows, columns=["age", "sex"])
    asked = {"question_id": "q", "question_kind": "single"}
    return single.assign(respondent=[f"p{n}" for n in range(len(rows))], district_id=place, **asked)


def residents(people: dict[tuple[str, str], int], place: str | None = "A") -> pd.DataFrame:
    rows = [(place, age, sex, n) for (age, sex), n in people.items()]
    return pd.DataFrame(rows, columns=["district_id", "age", "sex", "people"])


def test_shares_of_respondents_stand_beside_shares_of_residents() -> None:
    """30 women of 25-34 among 100, where a tenth of the residents are such: 30 % (21.9 to 39.6 %), more by far."""
    sample = {("25-34", "f"): 30, ("25-34", "m"): 12, ("65+", "f"): 40, ("65+", "m"): 18, (None, "f"): 3}
    people = {("25-34", "f"): 1000, ("25-34", "m"): 1500, ("65+", "f"): 4000, ("65+", "m"): 3500}
    rows = composition(respondents(sample), residents(people), STAFF)
    assert rows["age"].head(4).tolist() == ["25-34", "25-34", "65+", "65+"]
    women = rows.iloc[0].to_dict()
    assert (women["sex"], women["numerator"], women["denominator"], women["left_out"]) == ("f", 30, 100, 3)
    assert (women["part"], women["part_residents"], women["residents"]) == (0.3, 0.1, 1000)
    assert (round(women["low"], 3), round(women["high"], 3)) == (0.219, 0.396)
    assert rows["side"].head(4).tolist() == [1, 0, 0, -1]  # 12 % beside 15 and 40 % beside 40: chance
    sums = rows.tail(4)
    assert sums["numerator"].tolist() == [70, 30, 42, 58]
    assert sums["part_residents"].tolist() == [0.5, 0.5, 0.25, 0.75]


def test_without_numbers_of_questionnaires_nobody_is_counted_at_every_question() -> None:
    """40 people at five questions, each answer a respondent of its own: n is 40, and one man of 18-24 is hidden."""
    sample = {("18-24", "m"): 1, ("18-24", "f"): 9, ("65+", "f"): 15, ("65+", "m"): 15}
    one = respondents(sample)
    alone = pd.concat([
        one.assign(respondent=one["respondent"] + f"/{n}", question_id=f"q{n}",
                   question_kind="multiple" if n == 4 else "single")
        for n in (0, 1, 2, 3, 4, 4)
    ])  # fmt: skip
    people = residents(dict.fromkeys(sample, 100))
    rows = composition(alone, people, STAFF)
    assert set(rows["denominator"]) == {40}
    young = rows[(rows["age"] == "14-34") | (rows["age"] == "18-24")]
    assert young.loc[young["sex"] == "m", "numerator"].isna().all()
    assert composition(alone[alone["question_kind"] == "multiple"].drop_duplicates("respondent"), people, STAFF).empty


def test_a_sample_of_few_is_told_in_three_bands_and_the_residents_are_those_of_its_municipalities() -> None:
    """Three of 18-24 and four of 25-34 of each sex are hidden in seven bands and seven together in three."""
    small = {(age, sex): n for age, n in (("18-24", 3), ("25-34", 4), ("65+", 9)) for sex in "fm"}
    people = {(age, sex): 100 for age in ("18-24", "25-34", "65+") for sex in "fm"}
    both = pd.concat([residents(people), residents({("65+", "f"): 9_000}, place="B")])
    rows = composition(respondents(small), both, STAFF)
    assert rows["age"].dropna().unique().tolist() == ["14-34", "55+"]
    assert rows["numerator"].head(4).tolist() == [7, 7, 9, 9]
    assert rows["residents"].head(4).tolist() == [200, 200, 100, 100]


def test_without_the_residents_of_a_municipality_nothing_is_compared_with_others() -> None:
    sample, people = respondents({("65+", "f"): 20, ("65+", "m"): 20}), {("65+", "f"): 10, ("65+", "m"): 10}
    assert composition(sample, residents(people, place="B"), STAFF).empty
    whole = composition(sample, residents(people, place=None), STAFF)
    assert whole["numerator"].tolist() == [20, 20, 20, 20, 40]
    assert composition(sample, residents(people), scope_for("head", districts=("A",))).empty


def test_a_small_group_is_hidden_with_those_that_would_give_it_away() -> None:
    women, men = (40, 3, 44, 20, 50, 30), (41, 9, 45, 22, 51, 31)
    ages = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
    sample = {(age, sex): n for sex, group in zip("fm", (women, men), strict=True)
              for age, n in zip(ages, group, strict=True)}  # fmt: skip
    people = dict.fromkeys(sample, 100)
    rows = composition(respondents(sample), residents(people), STAFF)
    hidden = rows[rows["state"] == "hidden"]
    numbers = ["numerator", "part", "low", "high"]
    assert hidden[numbers].isna().all(axis=None) and not hidden["side"].any()
    cells = {(row["age"], row["sex"]) for row in hidden.to_dict("records")}
    assert cells == {("25-34", "f"), ("25-34", "m"), ("45-54", "f"), ("45-54", "m")}


def test_no_hidden_group_follows_from_what_is_told() -> None:
    """Every hidden group can have two numbers at least, all else being told; looked for by integer programming."""
    rng, attacked = np.random.default_rng(5), 0
    for _ in range(150):
        ages = int(rng.integers(1, 8))
        counts = rng.poisson(rng.choice([1.5, 6, 25], size=(ages, 2)))
        hidden, whole = hidden_groups(counts)
        if hidden.all():
            continue  # nothing is told, sums neither
        small = (counts > 0) & (counts < 5)
        assert not (small & ~hidden).any()
        for at in np.argwhere(hidden & (counts > 0)):
            least, most = _possible(counts, hidden, whole, tuple(at))
            attacked += 1
            assert most - least >= 1, (counts.tolist(), at)
    assert attacked > 300


def _possible(counts: np.ndarray, hidden: np.ndarray, whole: np.ndarray, at: tuple[int, ...]) -> tuple[float, float]:
    """The least and the greatest number of a hidden group with the told groups and the sums that are known."""
    lines = [[(row, column) for row in range(len(counts))] for column in range(2)]
    lines += [[(row, 0), (row, 1)] for row in range(len(counts)) if not whole[row]]
    table = np.zeros((len(lines), counts.size))
    for number, line in enumerate(lines):
        for row, column in line:
            table[number, 2 * row + column] = 1
    known = table @ counts.ravel()
    free = hidden.ravel()
    bounds = (np.where(free, 0, counts.ravel()), np.where(free, counts.sum(), counts.ravel()))
    wanted = np.zeros(counts.size)
    wanted[2 * at[0] + at[1]] = 1
    ends = [
        milp(sign * wanted, constraints=LinearConstraint(table, known, known), integrality=np.ones(counts.size),
             bounds=bounds).x @ wanted
        for sign in (1, -1)
    ]  # fmt: skip
    return ends[0], ends[1]


@pytest.fixture
def region(store: Engine) -> Engine:
    small_store.fill(store, days=3)
    poll_store.survey(store)
    return store


def test_the_same_is_told_whatever_is_filtered_and_from_the_command_line(region: Engine) -> None:
    """33 women and 22 men answer; by municipality the three of Tikhy could be had from it, so it is told as a whole."""

    def asked(*districts: str, **who: Any) -> pd.DataFrame:
        scope = scope_for(who.get("role", "staff"), districts=who.get("own", ()))
        return results_of("life", scope, Filters(districts=districts), engine=region)["composition"]

    whole = asked()
    assert whole["numerator"].tolist() == [33, 22, 33, 22, 55]
    assert whole["part"].head(2).tolist() == pytest.approx([33 / 55, 22 / 55])
    assert whole["part_residents"].head(2).tolist() == pytest.approx([270 / 500, 230 / 500])
    for one, other in pairwise([whole, asked(TOWN), asked("99602000"), asked(role="admin")]):
        pd.testing.assert_frame_equal(one, other)
    assert asked(role="head", own=(TOWN,)).empty
    rows = answer(Question("poll", subject="life", settings={"composition": "1"}), engine=region)["rows"]
    assert [(row["age"], row["sex"], row["numerator"]) for row in rows[:2]] == [("25-34", "f", 33), ("25-34", "m", 22)]


def test_three_men_among_thirty_women_of_one_age_are_told_by_neither(region: Engine) -> None:
    with region.begin() as connection:
        men = [f"p{number}" for number in (*range(20, 30), *range(40, 49))]  # 52 women and three men are left
        connection.execute(update(poll_answer).where(poll_answer.c.respondent_key.in_(men)).values(sex="f"))
    rows = results_of("life", STAFF, Filters(), engine=region)["composition"]
    assert set(rows["state"]) == {"hidden"}
    assert rows[["numerator", "part", "low", "high"]].isna().all(axis=None)
