"""The door: what is started, what is served. The dashboard itself is components/shell.py.

The router does not live beside pages/: Streamlit would then serve a page's address without running the router first.
"""

import gc
import hmac
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from json import JSONDecodeError
from urllib.parse import parse_qs

import anyio
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from alerts.watch import start_alerts
from components import basemap, news
from components.ahead import keep_asking, read_ahead
from components.beside import Beside
from intake.scratch import clear_scratch
from intake.worker import start_import_worker
from queries.remote import ROUTE, reply
from store.days_off import BadCalendar, check_moved_days
from store.engine import StoreHeld, StoreOutdated, open_store, store_file, store_url
from store.owner import read_owner, remove_owner, write_owner

LOOPBACK = ("127.0.0.1", "::1")


@asynccontextmanager
async def own_the_store(app: st.App) -> AsyncIterator[None]:
    """While the dashboard runs it owns a DuckDB store: it loads what other processes hand over and answers their
    questions.

    A PostgreSQL store has no owner: every process asks and loads by itself.
    """
    try:
        engine = open_store()
        basemap.basemap()
        check_moved_days()
    except (StoreHeld, StoreOutdated, basemap.Unusable, BadCalendar) as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(1)  # an exception here would end in two pages of the server's own traceback
    clear_scratch()
    read_ahead()
    # What was loaded at the start stays: nobody need look through it for garbage.
    gc.collect()
    gc.freeze()
    gc.collect()  # the collector counts anew from here
    file = store_file(store_url())
    worker = start_import_worker(engine) if file else None
    if file:
        write_owner(file, st.get_option("server.port"))
    asking, alerts = Beside("ahead", keep_asking).start(), start_alerts()
    try:
        yield
    finally:
        if file:
            remove_owner(file)
        for thread in (asking, alerts, worker):
            if thread is not None:
                await anyio.to_thread.run_sync(thread.stop)


async def ask(request: Request) -> JSONResponse:
    """Answers scripts of the owner's user on this machine: `queries.remote` asks here when the store is held."""
    if not _is_own_script(request):
        return JSONResponse({"error": "not for you"}, status_code=403)
    try:
        payload = await request.json()
    except JSONDecodeError:
        return JSONResponse({"error": "the question is not JSON"}, status_code=400)
    return JSONResponse(await anyio.to_thread.run_sync(reply, payload))


def _is_own_script(request: Request) -> bool:
    """From the loopback, not through a proxy, with the token that only the owner's user can read."""
    file = store_file(store_url())
    owner = read_owner(file) if file else None
    is_near = request.client is not None and request.client.host in LOOPBACK
    if owner is None or not is_near or "x-forwarded-for" in request.headers:
        return False
    return hmac.compare_digest(request.headers.get("x-svodka-token", "").encode(), owner["token"].encode())


async def tile(request: Request) -> Response:
    """A tile of the region's basemap as it lies in its file; 204 for places it does not cover."""
    found, place = basemap.usable(), request.path_params
    if found is None:
        return Response(status_code=204)
    content = await anyio.to_thread.run_sync(basemap.tile, found, place["z"], place["x"], place["y"])
    packed = {"Content-Encoding": "gzip"} if found.is_gzipped else {}
    return _served(content, "application/vnd.mapbox-vector-tile", packed)


async def glyphs(request: Request) -> Response:
    """The letters of the names on the basemap."""
    found, asked = basemap.usable(), request.path_params
    content = None if found is None else basemap.glyphs(found, asked["stack"], asked["span"])
    return _served(content, "application/x-protobuf", {})


def _served(content: bytes | None, kind: str, headers: dict[str, str]) -> Response:
    """Kept for a day by the browser."""
    if not content:
        return Response(status_code=204)
    return Response(content, media_type=kind, headers=headers | {"Cache-Control": "max-age=86400"})


class WallByNight:
    """Sends a browser that opens the wall to the same address in the dark colours, which only the link can choose."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope.get("query_string", b"").decode()
        asked = parse_qs(query)
        if scope["type"] == "http" and asked.get("wall") == ["1"] and "embed" not in asked:
            await RedirectResponse(f"?{query}&embed=true&embed_options=dark_theme")(scope, receive, send)
            return
        await self.app(scope, receive, send)


app = st.App(
    "components/shell.py",
    lifespan=own_the_store,
    routes=[
        Route(ROUTE, ask, methods=["POST"]),
        Route(basemap.TILES, tile),
        Route(basemap.GLYPHS, glyphs),
        WebSocketRoute(news.ROUTE, news.tell),
    ],
    middleware=[Middleware(WallByNight)],
)
