"""`python -m intake poll URL` and `python -m intake watch DIR`: loading that goes on by itself."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from intake.hand_over import Refused, open_for_import
from intake.polling import Poller, Unreachable, Wrong
from intake.report import ImportReport
from intake.watching import SETTLE_SECONDS, Watched

STATE = Path("var/open311.json")
ATTEMPTS = 6  # of --once: a script wants an end


def poll(given: Sequence[str]) -> int:
    """0 after `--once` or an interrupt; 2 when the endpoint or the store could not be reached, or refuses."""
    options = _poll_parser().parse_args(given)

    def load(page: Path) -> ImportReport:
        with open_for_import(timeout=options.wait) as store:
            return store.load(page, layout="open311", region=options.region, crs=None, dry_run=False)

    try:
        attempts = ATTEMPTS if options.once else 0
        poller = Poller(options.url, options.state, load, options.days, attempts, options.page_rows)
        while True:
            begun = time.monotonic()
            _say(poller.round().as_json(), options.format)
            if options.once:
                return 0
            time.sleep(max(options.every - (time.monotonic() - begun), 0))
    except (Unreachable, Wrong, Refused) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


def watch(given: Sequence[str]) -> int:
    """0 when every file was loaded, 2 when one was refused (with --once) or the folder is none."""
    options = _watch_parser().parse_args(given)
    if not options.folder.is_dir():
        print(f"{options.folder}: no such folder.", file=sys.stderr)
        return 2
    watched, refused = Watched(options.folder, options.settle), False
    try:
        while True:
            refused |= _taken(watched, options)
            if options.once and not watched.waiting():
                return 2 if refused else 0
            if options.once and refused:
                return 2
            time.sleep(watched.pause(options.every))
    except KeyboardInterrupt:
        return 0


def _taken(watched: Watched, options: argparse.Namespace) -> bool:
    """Load what is complete; True when something was refused."""
    if not (files := watched.complete()):
        return False
    try:
        with open_for_import(timeout=options.wait) as store:

            def load(path: Path) -> ImportReport:
                return store.load(path, layout=None, region=options.region, crs=None, dry_run=False)

            reports = watched.take(store, files, load)
    except Refused as error:
        reports = [{"error": str(error)}]
    for report in reports:
        _say(report, options.format)
    return any("error" in report for report in reports)


def _say(report: dict[str, Any], style: str) -> None:
    """One line a report: JSON, or the figures."""
    if style == "json":
        print(json.dumps(report, ensure_ascii=False), flush=True)
    elif "error" in report:
        print(report["error"], file=sys.stderr, flush=True)
    else:
        names = ("file", "layout", "pages", "skipped", "retries", "read", "new", "updated", "unchanged", "rejected")
        print(", ".join(f"{name} {report[name]}" for name in names if name in report), flush=True)


def _poll_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m intake poll", description="Load service requests from an Open311 endpoint, again and again."
    )
    parser.add_argument("url", help="https://city.example/georeport/v2, or the whole address of requests.json or .xml")
    parser.add_argument("--every", type=float, default=60, metavar="SECONDS", help="from one round to the next")
    parser.add_argument("--once", action="store_true", help=f"one round, at most {ATTEMPTS} attempts for a page")
    parser.add_argument("--days", type=int, default=90, help="how far back requests are asked for (default 90)")
    parser.add_argument("--page-rows", type=int, default=200, help="requests a page (default 200)")
    parser.add_argument("--state", type=Path, default=STATE, help=f"where it is remembered (default {STATE})")
    _common(parser)
    return parser


def _watch_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m intake watch", description="Load files as they are put into a folder; see docs/intake.md."
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--every", type=float, default=1, metavar="SECONDS", help="from one look to the next")
    parser.add_argument(
        "--settle", type=float, default=SETTLE_SECONDS, metavar="SECONDS", help="a complete file stands still so long"
    )
    parser.add_argument("--once", action="store_true", help="take what is there, then end")
    _common(parser)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--region", metavar="ID", help="region of rows that state none")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument(
        "--wait", type=float, default=600, metavar="SECONDS", help="while another program holds the store"
    )
