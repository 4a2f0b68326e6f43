"""`python -m intake FILE…`: load files; `undo BATCH`: take one back; `link`: find events; `layouts`: list what is
understood; `poll URL` and `watch DIR`: go on by themselves.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from intake import unattended
from intake.clerk import LANGUAGES, workbook
from intake.hand_over import Refused, Store, open_for_import
from intake.own_layouts import bad_layouts
from intake.report import ImportReport
from intake.showing import layouts_table, report_lines

EPILOG = """\
exit codes: 0 every file was loaded (rejected rows are reported, not an error); 2 a file was refused, or the store could
not be reached: nothing of that file was changed. Files are loaded one after the other, reference files first; each is
one transaction. DATABASE_URL says where the store is (default: duckdb:///var/store.duckdb).
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["layouts"]:
        print(layouts_table())
        for refusal in (bad := bad_layouts()).values():
            print(refusal, file=sys.stderr)
        return 2 if bad else 0
    if given[:1] == ["undo"]:
        return _undo(given[1:])
    if given[:1] == ["link"]:
        return _link(given[1:])
    if given[:1] == ["poll"]:
        return unattended.poll(given[1:])
    if given[:1] == ["watch"]:
        return unattended.watch(given[1:])
    return _load(given)


def _load(given: Sequence[str]) -> int:
    options = _load_parser().parse_args(given)
    said: list[dict[str, Any]] = []
    refused = False
    if options.report and len(options.files) > 1:
        print("--report is about one file: name one, or load the others without it.", file=sys.stderr)
        return 2
    try:
        with open_for_import(timeout=options.wait) as store:
            for path in store.in_order(options.files):
                try:
                    report = _load_one(store, path, options)
                    said.append(report.as_json())
                    if options.report:
                        options.report.write_bytes(workbook(report, options.report_language))
                    if options.format == "table":
                        print("\n".join(report_lines(report)), flush=True)
                except Refused as error:
                    refused = True
                    said.append({"file": path.name, "error": str(error)})
                    print(error, file=sys.stderr)
    except (Refused, SQLAlchemyError) as error:
        refused = True
        said.append({"error": _short(error)})
        print(_short(error), file=sys.stderr)
    if options.format == "json":
        print(json.dumps(said[0] if len(said) == len(options.files) == 1 else said, ensure_ascii=False, indent=2))
    return 2 if refused else 0


def _load_one(store: Store, path: Path, options: argparse.Namespace) -> ImportReport:
    return store.load(path, layout=options.layout, region=options.region, crs=options.crs, dry_run=options.dry_run)


def _undo(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m intake undo", description="Take one import back.")
    parser.add_argument("batch", type=int, help="number of the import, as its report says")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--wait", type=float, default=600, metavar="SECONDS", help=_WAIT)
    options = parser.parse_args(given)
    try:
        with open_for_import(timeout=options.wait) as store:
            undone = store.undo(options.batch)
    except (Refused, SQLAlchemyError) as error:
        print(_short(error), file=sys.stderr)
        return 2
    if options.format == "json":
        print(json.dumps(undone, ensure_ascii=False, indent=2))
    else:
        print(
            f"Import {undone['batch']} ({undone['file']}) taken back: "
            f"{undone['removed']} cases removed, {undone['restored']} as they were before."
        )
    return 0


def _link(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m intake link", description="Link the cases of all channels that tell of one event."
    )
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--wait", type=float, default=600, metavar="SECONDS", help=_WAIT)
    options = parser.parse_args(given)
    try:
        with open_for_import(timeout=options.wait) as store:
            found = store.link()
    except (Refused, SQLAlchemyError) as error:
        print(_short(error), file=sys.stderr)
        return 2
    words = "{cases} cases looked at: {linked} of them tell of {events} events that were reported more than once."
    print(json.dumps(found) if options.format == "json" else words.format(**found))
    return 0


_WAIT = "how long to wait while another program holds the store (default 600)"


def _load_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m intake",
        description="Load exports of cases, and boundaries, population, agencies and topics, into the store. "
        "Also: `python -m intake undo BATCH`, `python -m intake layouts`, "
        "`python -m intake link`, `python -m intake poll URL`, `python -m intake watch DIR`.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--layout", metavar="NAME", help="do not recognise the layout, take this one")
    parser.add_argument(
        "--region", metavar="ID", help="region (id or name) of rows that state none; default: the home region"
    )
    parser.add_argument("--crs", metavar="EPSG:…", help="coordinate system of boundaries whose file states none")
    parser.add_argument("--dry-run", action="store_true", help="do everything, report, and keep nothing")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--report", type=Path, metavar="FILE.xlsx", help="write the report as a workbook for the clerk")
    parser.add_argument("--report-language", choices=LANGUAGES, default="ru", help="of that workbook (default ru)")
    parser.add_argument("--wait", type=float, default=600, metavar="SECONDS", help=_WAIT)
    return parser


def _short(error: Exception) -> str:
    """A driver's message can be a page long."""
    if isinstance(error, SQLAlchemyError):
        return f"The store cannot be used: {str(getattr(error, 'orig', None) or error).splitlines()[0]}"
    return str(error)


if __name__ == "__main__":
    sys.exit(main())
