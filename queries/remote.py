"""Asks the process that owns the DuckDB file, through its loopback route, so that scripts work while the
dashboard runs.
"""

import json
import urllib.error
import urllib.request
from dataclasses import asdict
from pathlib import Path
from typing import Any

from queries.question import Question, answer
from store.engine import StoreHeld, open_store, store_file, store_url
from store.owner import read_owner

ROUTE = "/api/ask"
TIMEOUT_SECONDS = 120


def ask(asked: Question) -> dict[str, Any]:
    """The answer from the store, or from its owner when another process holds it.

    Raises ValueError for a question that cannot be asked, StoreHeld when the owner does not answer.
    """
    try:
        engine = open_store()
    except StoreHeld:
        return _ask_owner(asked)
    return answer(asked, engine=engine)


def reply(payload: dict[str, Any]) -> dict[str, Any]:
    """The owner's side of the route: `Question` as JSON in; its answer, or `error` with what to change, out."""
    try:
        return answer(Question(**payload))
    except (TypeError, ValueError) as error:
        return {"error": str(error)}


def _ask_owner(asked: Question) -> dict[str, Any]:
    file = store_file(store_url())
    owner = read_owner(file) if isinstance(file, Path) else None
    if owner is None:
        raise StoreHeld(
            f"{file} is open in another process that does not answer questions; stop it, or ask again later"
        )
    request = urllib.request.Request(
        f"http://127.0.0.1:{owner['port']}{ROUTE}",
        data=json.dumps(asdict(asked)).encode(),
        headers={"Content-Type": "application/json", "X-Svodka-Token": str(owner["token"])},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            answered: dict[str, Any] = json.load(response)
    except (urllib.error.URLError, TimeoutError) as error:
        raise StoreHeld(f"the dashboard owns {file} but did not answer: {error}") from error
    if "error" in answered:
        raise ValueError(answered["error"])
    return answered
