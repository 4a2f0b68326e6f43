"""Names nobody wants to be asked about."""

from pathlib import Path

import pandas as pd

from queries.ignored_names import ask_again, ignore, is_ignored
from store.engine import open_desk


def test_an_ignored_name_stays_so_until_it_is_taken_back_in_its_own_region_and_kind_only(tmp_path: Path) -> None:
    desk = open_desk(f"sqlite:///{tmp_path / 'desk.sqlite'}")
    names = pd.DataFrame({"name": ["Столица", "Столица", "Центр"], "region": ["99", None, "99"]})
    for _ in range(2):
        ignore("district", "99", "Столица", "anna", engine=desk)
    assert is_ignored("district", names, engine=desk).tolist() == [True, False, False]
    assert not is_ignored("agency", names, engine=desk).any()
    ask_again("district", "99", "Столица", engine=desk)
    assert not is_ignored("district", names, engine=desk).any()
