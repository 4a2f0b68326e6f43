"""Command line: `python -m data_samples --cases 120000 --months 24 --seed 7 --out DIR`.

`python -m data_samples samples [DIR]` writes the small committed files of every layout instead.
"""

import argparse
import sys
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from tqdm import tqdm

from data_samples.demo import XLSX_LIMIT, Order, write_demo
from data_samples.people_and_places import TIMEZONE


def main(argv: list[str] | None = None) -> int:
    """Exit code 0, or 2 when the arguments make no sense."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["samples"]:
        return _samples(words[1:])
    args = _parser().parse_args(words)
    table = args.format
    if table == "auto":
        table = "csv" if args.cases > XLSX_LIMIT else "xlsx"
    order = Order(args.cases, args.months, args.seed, args.end or _now(), args.out, table)
    with tqdm(total=args.cases, desc="Demo region", unit=" cases", unit_scale=True) as bar:

        def advance(rows: int) -> None:
            bar.update(rows)

        try:
            write_demo(order, advance)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2
    return 0


def _samples(words: list[str]) -> int:
    """Write the small files; geopandas is only needed here."""
    from data_samples.samples import FOLDER, write_samples

    write_samples(Path(words[0]) if words else FOLDER)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data_samples", description="Invent a demo region and its files.")
    parser.add_argument("--cases", type=_at_least(1000), default=120_000, help="cases over all channels")
    parser.add_argument("--months", type=_at_least(3), default=24, help="months before the end")
    parser.add_argument("--seed", type=int, default=7, help="the same seed and end give the same files")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the files")
    parser.add_argument("--end", type=_moment, help="last day, or last moment, of the data (default: now)")
    parser.add_argument("--format", choices=("auto", "xlsx", "csv"), default="auto", help="of exports that are sheets")
    return parser


def _at_least(least: int) -> "type[int]":
    def whole(text: str) -> int:
        if int(text) < least:
            raise argparse.ArgumentTypeError(f"{text}: at least {least} is needed")
        return int(text)

    return whole  # type: ignore[return-value]


def _moment(text: str) -> datetime:
    """«2026-01-31» is the end of that day, «2026-01-31T14:20» that moment, both in the region's time."""
    moment = datetime.fromisoformat(text)
    return datetime.combine(moment, time(23, 59, 59)) if len(text) == 10 else moment.replace(tzinfo=None)


def _now() -> datetime:
    return datetime.now(ZoneInfo(TIMEZONE)).replace(tzinfo=None, microsecond=0)


if __name__ == "__main__":
    sys.exit(main())
