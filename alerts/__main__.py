"""`python -m alerts`: tells the region's people what is new, by e-mail and messengers; see docs/signals.md."""

import argparse
import sys
import threading

from alerts.round import look_all, news, wall
from alerts.rules import SETTING, BadRules, Rules, read_rules, rules_file
from alerts.sending import send
from alerts.watch import PAUSE_SECONDS, Watch
from queries.remote import ask
from queries.told import remembered
from store.engine import StoreHeld, StoreOutdated


def main(arguments: list[str] | None = None) -> int:
    """0 after `--once`, `--dry-run` or an interrupt; 2 when the rules or the store cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m alerts", description=__doc__)
    parser.add_argument("--once", action="store_true", help=f"one round; otherwise one every {PAUSE_SECONDS} seconds")
    parser.add_argument("--dry-run", action="store_true", help="print what would be sent now; send nothing")
    options = parser.parse_args(arguments)
    file = rules_file()
    if file is None:
        print(f"No rules: name a file in {SETTING}; docs/signals.md has an example.", file=sys.stderr)
        return 2
    try:
        rules = read_rules(file)
        if options.dry_run:
            _show(rules)
        elif options.once:
            print(f"messages sent: {look_all(rules, ask, send, wall())}")
        else:
            Watch(file).run(threading.Event())
    except (BadRules, StoreHeld, StoreOutdated, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


def _show(rules: Rules) -> None:
    for rule in rules.rules:
        new = news(rule, rules.address, ask, remembered(rule.name), wall())
        told = "nothing new" if new.message is None else f"{new.message.subject}\n{new.message.body}"
        print(f"[{rule.name}: {len(rule.recipients)}]\n{told}\n")


if __name__ == "__main__":
    sys.exit(main())
