"""A real HTTP server on this machine that answers as Open311 endpoints do on their bad days."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


def request(number: int, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"service_request_id": f"R{number}", "status": "open", "service_name": "Ямы"}
    row |= {"requested_datetime": f"2026-01-{number % 28 + 1:02}T12:00:00+05:00", "lat": 57.5, "lon": 60.5}
    return row | changes


@dataclass
class Endpoint:
    """`pages`: what is behind each page; `moods`: how a page answers, one mood an attempt, then well."""

    pages: dict[int, list[dict[str, Any]]]
    moods: dict[int, list[str]] = field(default_factory=dict)
    asked: list[tuple[int, str]] = field(default_factory=list)
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        page = int(query["page"][0])
        mood = moods.pop(0) if (moods := self.moods.get(page, [])) else "well"
        self.asked.append((page, mood))
        body = json.dumps(self.pages.get(page, []), ensure_ascii=False).encode()
        if mood == "slow":
            self.over.wait(20)
            return
        if mood in ("500", "403", "503"):
            handler.send_response(int(mood))
            if mood == "503":
                handler.send_header("Retry-After", "7")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        promised = len(body)
        if mood == "cut":
            body = body[: len(body) // 2]
        if mood == "broken":
            body = body[: len(body) // 2]
            promised = len(body)
        handler.send_response(200)
        handler.send_header("Content-Length", str(promised))
        handler.end_headers()
        handler.wfile.write(body)


@contextmanager
def running(endpoint: Endpoint) -> Iterator[Endpoint]:
    """The endpoint on a free port while inside."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            endpoint.answer(self)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_port}/georeport/v2"
    try:
        yield endpoint
    finally:
        endpoint.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
