"""`python -m queries METRIC …` and `python -m queries cases …`: the same numbers as on the screens, for scripts."""

import argparse
import csv
import json
import sys
from typing import Any

import pandas as pd

from analysis.suppression import HAIR
from queries.computed import COMPUTED
from queries.dimensions import DIMENSIONS
from queries.listed import names as lists
from queries.metrics import METRICS
from queries.question import Question
from queries.remote import ask
from queries.scope import ROLES
from queries.spreadsheet import harmless
from store.engine import StoreHeld, StoreOutdated


def main(arguments: list[str] | None = None) -> int:
    """Print the answer; 0 when answered, 2 when the question or the store is at fault."""
    options = _parser().parse_args(arguments)
    try:
        answered = ask(_question(options))
    except (ValueError, StoreHeld, StoreOutdated) as error:
        print(error, file=sys.stderr)
        return 2
    _print(answered, options.format)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m queries", description=__doc__)
    parser.add_argument("about", metavar="QUESTION", help=f"cases, a metric ({', '.join(METRICS)}){_beyond()}")
    parser.add_argument("subject", nargs="?", help="what the question is asked of, for those that need it")
    parser.add_argument("--by", choices=DIMENSIONS)
    parser.add_argument("--from", dest="date_from", metavar="YYYY-MM-DD", help="first local day of filing")
    parser.add_argument("--to", dest="date_to", metavar="YYYY-MM-DD", help="last local day of filing, included")
    for name, many in (("channel", "channels"), ("topic", "topics"), ("district", "districts"), ("agency", "agencies")):
        parser.add_argument(f"--{name}", dest=many, action="append", default=[], help="id or exact name; repeatable")
    parser.add_argument("--state", dest="states", action="append", default=[])
    parser.add_argument("--text", default="", help="a number, or words in the topic, the address or the text")
    parser.add_argument("--bounds", metavar="S,W,N,E", help="a rectangle in degrees; write --bounds=S,W,N,E below zero")
    parser.add_argument("--metric", help=f"with cases: those behind this number: {', '.join(lists())}")
    parser.add_argument(
        "--sort", default="newest",
        help="with cases: newest, oldest, due, longest, or a column: state, topic, district, agency, channel, number, "
        "deadline, rating; the other way round with a minus (--sort=-topic)",
    )  # fmt: skip
    parser.add_argument("--limit", type=int, help="with cases: at most so many rows")
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="NAME=VALUE", type=_setting)
    parser.add_argument("--role", choices=ROLES, default="staff")
    parser.add_argument("--as", dest="who", default="", help="with --role head: the district whose head asks")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    return parser


def _question(options: argparse.Namespace) -> Question:
    fields = {name: value for name, value in vars(options).items() if name != "format"}
    return Question(**fields | {"settings": dict(options.settings)})


def _setting(words: str) -> tuple[str, str]:
    name, equals, value = words.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{words!r} is no NAME=VALUE")
    return name, value


def _beyond() -> str:
    return "".join(
        f", {name} {question.subject}".rstrip() + f" ({question.about})" for name, question in COMPUTED.items()
    )


def _print(answered: dict[str, Any], layout: str) -> None:
    if layout == "json":
        print(json.dumps(answered, ensure_ascii=False, indent=1))
        return
    rows = answered["rows"]
    if layout == "csv":
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]) if rows else ["key"])
        writer.writeheader()
        writer.writerows({name: harmless(value) for name, value in row.items()} for row in rows)
        return
    print(f"as of {answered['as_of'] or 'no data'}, filters {json.dumps(answered['filters'], ensure_ascii=False)}")
    print(pd.DataFrame(rows).to_string(index=False, na_rep="—", float_format=_figure) if rows else "no rows")
    if "total" in answered:
        print(f"total {answered['total']}")


def _figure(value: float) -> str:
    """Six significant figures. What a head is told of others a hair from all or none (or halfway between that and all
    or none, as the median of a class) is neither: see `analysis.suppression.whole_percent`.
    """
    if 1 - HAIR <= value < 1:
        return ">0.99"
    if HAIR / 2 <= value <= HAIR:
        return "<0.01"
    return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"


if __name__ == "__main__":
    sys.exit(main())
