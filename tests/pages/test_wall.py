"""The wall: the same numbers in large type, panels in turn, and no bars around them."""

from datetime import timedelta
from pathlib import Path

import pytest

from components import pulse, wall
from queries.filters import Filters
from queries.measure import measure
from queries.scope import scope_for
from tests.pages.conftest import Dashboard
from tests.pages.live_map_seen import texts
from tests.pages.small_store import NOW

OPERATOR = scope_for("operator")


@pytest.mark.parametrize("role", ["operator", "staff", "head", "admin"])
@pytest.mark.parametrize(("lang", "late"), [("ru", "Просрочено"), ("en", "Overdue")])
def test_the_wall_opens_at_any_address_for_every_role_in_both_languages(
    small_store: Path, dashboard: Dashboard, role: str, lang: str, late: str
) -> None:
    at = dashboard("overview", role=role, lang=lang, wall="1", **{"as": "99601000"} if role == "head" else {})
    assert not at.exception
    assert late in [card.label for card in at.metric]
    assert not at.segmented_control and not at.button  # nobody is there to press them


def test_its_numbers_are_those_of_the_metrics(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map", role="operator", wall="1")
    asked = {"In work": "in_work", "Overdue": "overdue_now"}
    told = {card.label: int(card.value.replace("\u202f", "").replace(",", "")) for card in at.metric}
    for label, metric in asked.items():
        assert told[label] == int(measure(metric, OPERATOR, Filters())["numerator"].iloc[0])
    assert told["Filed today"] < told["In work"]


def test_panels_with_something_to_say_take_turns(
    small_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for turn in range(3):
        monkeypatch.setattr(pulse, "utc_now", lambda turn=turn: NOW + timedelta(seconds=turn * wall.TURN_SECONDS))
        at = dashboard("live_map", role="operator", wall="1")
        seen.append(next(line for line in texts(at).splitlines() if line.startswith("### ")))
    assert {"### Overdue now", "### Soonest due"} <= set(seen)  # nothing unusual, nothing under control
    assert len(set(seen)) == 2


def test_a_district_in_the_link_narrows_the_wall(small_store: Path, dashboard: Dashboard) -> None:
    whole = dashboard("live_map", role="operator", wall="1").metric[0].value
    assert dashboard("live_map", role="operator", wall="1", d="99601000").metric[0].value != whole
