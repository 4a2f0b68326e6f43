"""How well the linking of events finds the planted ones: precision and recall over pairs of cases."""

import json
import time
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

from sqlalchemy import select

from intake.linking import link_events
from store.engine import open_store
from store.tables import case_link

Pair = tuple[str, str]


def run(files: Path, store: Path) -> None:
    """Link the cases of the store and print how the links compare with the groups planted in `truth.json`.

    Of the links found only those that touch a planted case are judged: which others tell of one event nobody knows.
    """
    planted = json.loads((files / "truth.json").read_text(encoding="utf-8"))["events"]
    engine = open_store(f"duckdb:///{store}")
    started = time.perf_counter()
    linked = link_events(engine)
    seconds = time.perf_counter() - started
    groups: dict[str, list[str]] = {}
    with engine.connect() as connection:
        for event_id, case_id in connection.execute(select(case_link.c.event_id, case_link.c.case_id).distinct()):
            groups.setdefault(event_id, []).append(case_id)
    precision, recall = judged(planted, groups.values())
    print(
        f"\nEvents: {linked['cases']:,} cases in {seconds:.1f} s, {linked['events']:,} events of {linked['linked']:,}"
    )
    print(f"planted groups {len(planted)}, pairs: precision {precision:.3f}, recall {recall:.3f}")


def judged(planted: Sequence[Sequence[str]], found: Iterable[Sequence[str]]) -> tuple[float, float]:
    """(precision, recall) over pairs; of the found pairs those with a planted case.

    Planted {a b c}, found {a b d} and {x y}: of ab, ad, bd one is right, of ab, ac, bc one is found: 1/3 and 1/3.
    """
    known = {case for group in planted for case in group}
    true = pairs(planted)
    said = {pair for pair in pairs(found) if known & set(pair)}
    right = len(true & said)
    return right / max(len(said), 1), right / max(len(true), 1)


def pairs(groups: Iterable[Sequence[str]]) -> set[Pair]:
    """Every two cases of one group, in the order of their ids."""
    return {(one, other) for group in groups for one, other in combinations(sorted(set(group)), 2)}
