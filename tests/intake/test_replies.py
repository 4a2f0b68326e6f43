"""The replies of a case become one text, in which each of them can be found again."""

import pandas as pd

from analysis.replies import last_part
from intake.cases import REPLIES, _texts


def test_replies_follow_each_other_after_an_empty_line_and_hold_none() -> None:
    said = ["Добрый день!\n\n\nПринято.", "Яму засыплем до 12 мая.\n\nАдминистрация просит подождать.", None, None]
    rows = pd.DataFrame({"text": ["Яма"], **dict(zip(REPLIES, ([each] for each in said), strict=True))}, dtype="str")
    (reply,) = _texts(rows, pd.Series(["pos:1"]))["reply"]
    assert reply == "Добрый день!\nПринято.\n\nЯму засыплем до 12 мая.\nАдминистрация просит подождать."
    assert last_part(reply).startswith("Яму засыплем")
