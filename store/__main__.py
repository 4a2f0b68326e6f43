"""`python -m store migrate`: bring the store of `DATABASE_URL` up to date."""

import argparse
import sys

from store.engine import StoreHeld, connectable, store_url
from store.migrations import NoWay, migrate


def main(arguments: list[str] | None = None) -> int:
    """0 when the store is up to date, 2 with a line that says why not."""
    parser = argparse.ArgumentParser(prog="python -m store", description=__doc__)
    parser.add_argument("command", choices=("migrate",))
    parser.parse_args(arguments)
    try:
        passed = migrate(connectable(store_url()))
    except (StoreHeld, NoWay) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"Migrated to schema version {passed[-1]}." if passed else "The store is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
