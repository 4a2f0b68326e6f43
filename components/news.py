"""Tells open pages at once that the data changed, so that they need not look for it all the time.

One look for the whole process. Pages are told over a web socket one after the other, each when the one before is drawn:
forty that draw themselves anew in the same moment would all be late. A page that cannot be told (a proxy may let no
socket through) looks by itself, as in `components.pulse`.
"""

import asyncio
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass
from weakref import WeakValueDictionary

import anyio
import streamlit as st
from starlette.websockets import WebSocket, WebSocketDisconnect

from queries import cached

ROUTE = "/news"
EVERY = 0.4  # seconds from one look to the next
AFTER_FAILURE = 5.0  # seconds until a store that did not answer is looked at again
LONGEST = 0.4  # seconds that the next page waits for the one before
STEP = 0.02
_PAGE = "news_page"
# One socket a page: a fragment that is drawn anew lets its component go and makes it again in the same moment.
_LISTEN = """
const pages = new Map();
const STAYS = 2000, LONGEST_PAUSE = 60000;  // milliseconds
function listen({route, who}) {
  const page = {ended: false, late: false};
  let pause = 1000;
  const open = () => {
    page.socket = new WebSocket(location.origin.replace("http", "ws") + route + "?who=" + who);
    page.socket.onopen = () => { pause = 1000; if (page.ended) page.socket.close(); };
    page.socket.onmessage = () => page.tell();
    page.socket.onclose = () => {
      if (!page.ended) setTimeout(() => page.ended || open(), pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    };
  };
  open();
  return page;
}
export default function ({data, setTriggerValue}) {
  const page = pages.get(data.who) || listen(data);
  pages.set(data.who, page);
  clearTimeout(page.leaving);
  page.tell = () => setTriggerValue("news", Date.now());
  if (page.late) page.tell();
  page.late = false;
  return () => {
    page.tell = () => { page.late = true; };
    page.leaving = setTimeout(() => {
      page.ended = true;
      pages.delete(data.who);
      if (page.socket.readyState === WebSocket.OPEN) page.socket.close();
    }, STAYS);
  };
}
"""
_ears = st.components.v2.component("svodka_news", js=_LISTEN)
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Page:
    """A page that somebody has open: the versions of the data that it shows and that it was told of."""

    who: str
    shown: str
    told: str = ""
    socket: WebSocket | None = None
    draws: bool = True  # since it was told last: a tab that is out of sight may not


_pages: WeakValueDictionary[str, Page] = WeakValueDictionary()  # a session keeps its own, and takes it along
_watching: asyncio.Task[None] | None = None


def listen(shown: str) -> None:
    """From here on the fragment that this is called in is drawn anew when the data are newer than what it has shown."""
    page: Page | None = st.session_state.get(_PAGE)
    if page is None:
        page = st.session_state[_PAGE] = Page(secrets.token_urlsafe(12), shown)
        _pages[page.who] = page
    page.shown, page.draws = shown, True
    if shown != page.told:  # drawn a moment too early: it has to be told again
        page.told = ""
    _ears(key="news", data={"route": ROUTE, "who": page.who}, on_news_change=lambda: None, height=1)


def is_told() -> bool:
    """Whether news reach this page by themselves."""
    page: Page | None = st.session_state.get(_PAGE)
    return page is not None and page.socket is not None


async def tell(socket: WebSocket) -> None:
    """The server's end of a page's socket. Only a page that was drawn for somebody with rights is known here."""
    global _watching
    page = _pages.get(socket.query_params.get("who", ""))
    if page is None:
        await socket.close()
        return
    await socket.accept()
    page.socket = socket
    if _watching is None or _watching.done():
        _watching = asyncio.create_task(_watch())
    try:
        while True:
            await socket.receive_text()  # pages say nothing; this ends with the socket
    except (WebSocketDisconnect, RuntimeError):
        pass
    finally:
        if page.socket is socket:
            page.socket = None


async def _watch() -> None:
    """While anybody listens: look for news, and tell whoever shows something older."""
    last = ""
    while listening := [page for page in list(_pages.values()) if page.socket is not None]:
        try:
            version = await anyio.to_thread.run_sync(cached.newest_version, last)
        except Exception:  # whatever the store's engine raised: the pages' own looks say so on screen
            _log.warning("no look for news: the store does not answer")
            await asyncio.sleep(AFTER_FAILURE)
            continue
        last = version
        for page in listening:
            if version not in (page.shown, page.told):
                await _tell(page, version)
        await asyncio.sleep(EVERY)


async def _tell(page: Page, version: str) -> None:
    """Tell one page, and wait until it is drawn, but not long, and not for one that was not drawn the last time."""
    waits, page.draws = page.draws, False
    before, page.told = page.shown, version
    if page.socket is None:
        return
    with suppress(WebSocketDisconnect, RuntimeError, OSError):
        await page.socket.send_text("news")
    for _ in range(round(LONGEST / STEP) if waits else 0):
        if page.shown != before or page.socket is None:
            return
        await asyncio.sleep(STEP)
