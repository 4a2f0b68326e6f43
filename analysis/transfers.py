"""Cases that were sent on: from whom to whom, what it cost, and which could have gone straight there."""

import pandas as pd

SURE, ENOUGH = 0.8, 10  # advice needs ten cases of a topic of which four in five end at the same agency


def matrix(cases: pd.DataFrame) -> pd.DataFrame:
    """Pairs of agencies. In: columns received, now, cases, days (median to close; NaN when none is closed), and others.

    Out: these and share (of all that `received` got), of the pairs whose ends differ, the most frequent first.
    100 received, 20 of them now elsewhere: a share of 0.2.
    """
    known = cases[cases["received"].notna() & cases["now"].notna()]
    got = known.groupby("received")["cases"].transform("sum")
    moved = known.assign(share=known["cases"] / got)[known["received"] != known["now"]]
    return moved.sort_values(["cases", "received", "now"], ascending=[False, True, True], ignore_index=True)


def advice(cases: pd.DataFrame) -> pd.DataFrame:
    """Topics that an agency passes on nearly always to the same one.

    In: columns received, topic, now, cases. Out: received, topic, send_to, cases (all that `received` got of the
    topic), moved (of them to `send_to`), share, saves (transfers that sending them straight there would have saved,
    less those it would have caused), the largest saving first. Of 15, 12 are at B now, 2 at C and one stayed: sent to
    B at once 12 transfers are saved, one is caused, and those to C start from B instead: 11.
    """
    stayed = cases["cases"].where(cases["received"] == cases["now"], 0)
    kept = stayed.groupby([cases["received"], cases["topic"]]).transform("sum")
    got = cases.groupby(["received", "topic"])["cases"].transform("sum")
    rows = cases.assign(moved=cases["cases"], share=cases["cases"] / got, of=got, kept=kept)
    rows = rows[(rows["received"] != rows["now"]) & (rows["share"] >= SURE) & (rows["of"] >= ENOUGH)]
    found = rows.assign(cases=rows["of"], saves=rows["moved"] - rows["kept"]).rename(columns={"now": "send_to"})
    columns = ["received", "topic", "send_to", "cases", "moved", "share", "saves"]
    return found[columns].sort_values(["saves", "received", "topic"], ascending=[False, True, True], ignore_index=True)


def loops(steps: pd.DataFrame) -> pd.DataFrame:
    """Cases that came back to an agency that had already sent them on.

    In: columns case_id, at, agency_id, the stations of each case. Out: case_id, agency_id (where it came back to),
    stations (how many changes of agency it took in all), one row per case. A → B → A is a loop, A → A → B is none.
    """
    ordered = steps[steps["agency_id"].notna()].sort_values(["case_id", "at"], kind="stable")
    before = ordered.groupby("case_id")["agency_id"].shift()
    moves = ordered[before.isna() | (ordered["agency_id"] != before)]
    again = moves[moves.duplicated(["case_id", "agency_id"])]
    stations = moves.groupby("case_id").size() - 1
    first = again.drop_duplicates("case_id")[["case_id", "agency_id"]]
    return first.assign(stations=first["case_id"].map(stations)).reset_index(drop=True)
