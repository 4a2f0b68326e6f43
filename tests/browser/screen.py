"""A browser window on the dashboard: opens pages, waits until they have settled, remembers what went wrong."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

DESKTOP, PHONE = (1440, 900), (390, 844)
LOOK = 50  # milliseconds from one look at a page to the next: a look at each frame would have it draw frame after frame
PHONE_BROWSER = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
PAGES = (
    "overview",
    "live_map",
    "queue",
    "agencies",
    "districts",
    "answers",
    "problems",
    "cases",
    "polls",
    "channels",
    "data",
)
# Streamlit's client asks where it is served: below the page's address first, then at the root.
PROBES = re.compile(r"/(\w+)/_stcore/(health|host-config)$")
NAMES_OF_PAGES = "[data-testid=stTopNavLink], [data-testid=stSidebarNavLink]"
# Kept from the first moment of a page: a clock that can be stopped (see `quick_click`) and the last change of the page.
PREPARE = """
const now = Date.now.bind(Date);
window.__stopped = null;
Date.now = () => window.__stopped ?? now();
window.__changed = performance.now();
new MutationObserver(() => { window.__changed = performance.now(); })
  .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""
# Icons are ligatures: a word in the page, a picture on the screen. Tables are painted: their words lie in the canvas.
READABLE = """
root => {
  // The link for keyboards that skips the bar stands outside of the screen until it has the focus.
  const UNSEEN = "style, script, canvas, [role=img], [data-testid=stSkipToContent]:not(:focus)";
  const isIcon = holder => getComputedStyle(holder).fontFamily.includes("Material");
  const words = [], walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
    if (text && !holder.closest(UNSEEN) && holder.checkVisibility() && !isIcon(holder))
      words.push(text);
  }
  for (const cell of root.querySelectorAll("canvas [role=columnheader], canvas [role=gridcell]"))
    if (cell.closest("canvas").checkVisibility()) words.push(cell.textContent.trim());
  for (const field of root.querySelectorAll(":placeholder-shown"))
    if (field.checkVisibility()) words.push(field.placeholder);
  return words.join("\\n");
}
"""
# Between two looks whatever waits for its turn has one, however busy the page is.
SETTLED = """
() => {
  const changed = window.__changed, before = window.__looked;
  window.__looked = before?.changed === changed ? {changed, times: before.times + 1} : {changed, times: 1};
  return document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]")
      && document.querySelector("[data-testid=stAppViewContainer]")
      && !document.querySelector("[data-testid=stSkeleton]")
      && [...document.querySelectorAll("canvas[data-testid=data-grid-canvas]")]
           .every(table => !table.checkVisibility() || table.querySelector("[role=columnheader]"))
      && (window.__looked.times > 2 || performance.now() - changed > 200);
}
"""


@dataclass
class Screen:
    """One window. `requests` are all addresses it asked for, `errors` what the console and the page complained of,
    `frames` what the dashboard sent, `answered`: no run that the page asked for is still to end.
    """

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    socket: WebSocket | None = None
    answered: bool = True

    def open(self, page: str = "", **params: str) -> "Screen":
        """Open an address as somebody would from a link, and wait until it is drawn."""
        query = f"?{urlencode(params)}" if params else ""
        self.page.goto(f"{self.url}/{page}{query}")
        return self.settle()

    def turn_to(self, page: str) -> "Screen":
        """Go to another page as somebody would by its name in the bar, on a phone in the menu."""
        menu = self.page.get_by_test_id("stExpandSidebarButton")
        if menu.is_visible():
            menu.click()
        with self.rerun():
            self.page.locator(f"a:is({NAMES_OF_PAGES})[href*='/{page}']").click()
        return self

    def settle(self) -> "Screen":
        """Wait until the script has ended, the skeletons are gone and nothing moves from one look to the next two."""
        self.page.wait_for_function(SETTLED, polling=LOOK)
        return self

    @contextmanager
    def rerun(self) -> Iterator[None]:
        """Whatever is done inside makes the page run again; leave when that run has ended and is drawn."""
        assert self.socket is not None, "no page was opened"
        with self.socket.expect_event("framesent", _asks_for_a_run):
            yield
        while not self.answered:
            self.socket.wait_for_event("framereceived", _ends_a_run)
        self.page.evaluate("window.__changed = performance.now()")
        self.settle()

    def wait_for_params(self, **wanted: str | None) -> None:
        """Wait until the link says so, and the page with it; None for a parameter that must be gone."""
        self.page.wait_for_url(lambda url: all(_params(url).get(name) == value for name, value in wanted.items()))
        self.settle()

    def wait_until_received(self, told: str) -> None:
        """Wait until the dashboard has sent it, drawn or not."""
        assert self.socket is not None, "no page was opened"
        while told not in self.received:
            self.socket.wait_for_event("framereceived")

    def quick_click(self, x: float, y: float) -> None:
        """A click that takes no time. Without a GPU a map needs up to half a second to find out what lies under the
        mouse, and would take the click for a press; so its clock stands still meanwhile.
        """
        self.page.mouse.move(x, y)
        self.page.evaluate("window.__stopped = Date.now()")
        self.page.mouse.click(x, y)
        self.page.evaluate("window.__stopped = null")

    @property
    def params(self) -> dict[str, str]:
        """The parameters of the link."""
        return _params(self.page.url)

    @property
    def path(self) -> str:
        """The page of the link."""
        return urlsplit(self.page.url).path.strip("/")

    @property
    def text(self) -> str:
        """Everything a person can read, tables and empty fields too: a line for each piece of text."""
        return str(self.page.locator("body").evaluate(READABLE))

    @property
    def received(self) -> str:
        """Everything the dashboard sent, drawn or not."""
        return b"".join(self.frames).decode("utf-8", errors="replace")

    def foreign_requests(self) -> list[str]:
        """Addresses outside the dashboard; what a page makes itself (data:, blob:) is no request."""
        home = urlsplit(self.url).netloc
        outside = (urlsplit(address) for address in self.requests)
        return [part.geturl() for part in outside if part.scheme not in ("data", "blob") and part.netloc != home]


def _params(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@contextmanager
def window(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = DESKTOP,
    locale: str = "ru-RU",
    dark: bool = False,
    headers: dict[str, str] | None = None,
) -> Iterator[Screen]:
    """A window without any memory: no cookies, no session, nothing stored. Only the dashboard's own scripts are kept
    from window to window, as any browser keeps them.
    """
    options: dict[str, Any] = {
        "viewport": {"width": size[0], "height": size[1]},
        "locale": locale,
        "color_scheme": "dark" if dark else "light",
        "timezone_id": "Asia/Yekaterinburg",
        "extra_http_headers": headers or {},
        "accept_downloads": True,
    } | ({"user_agent": PHONE_BROWSER} if size == PHONE else {})
    free = _FREE.setdefault((id(browser), repr(options)), [])
    context = free.pop() if free else _kept(browser.new_context(**options), url)
    page = context.new_page()
    page.add_init_script(PREPARE)
    screen = Screen(page, url)
    _listen(screen)
    yield screen
    page.evaluate("() => { if (location.protocol !== 'about:') { localStorage.clear(); sessionStorage.clear(); } }")
    page.close()
    context.clear_cookies()
    free.append(context)


# Contexts nobody uses, by browser and options: each would load and compile the same scripts anew.
_FREE: dict[tuple[int, str], list[BrowserContext]] = {}


def _kept(context: BrowserContext, url: str) -> BrowserContext:
    """A page that says no more than “ok” stays open: with it the process that draws the pages of this context, and all
    the scripts that it has read.
    """
    context.new_page().goto(f"{url}/_stcore/health")
    return context


def _listen(screen: Screen) -> None:
    screen.page.on("request", lambda request: screen.requests.append(request.url))
    screen.page.on("console", lambda message: _console(message, screen.errors))
    screen.page.on("pageerror", lambda error: screen.errors.append(str(error)))
    screen.page.on("websocket", lambda socket: _watch(socket, screen))


def _watch(socket: WebSocket, screen: Screen) -> None:
    screen.requests.append(socket.url)
    if not socket.url.endswith("/_stcore/stream"):  # the page's ears, see components.news
        return
    screen.socket = socket
    socket.on("framesent", lambda frame: _sent(frame, screen))
    socket.on("framereceived", lambda frame: _received(frame, screen))


def _sent(frame: bytes | str, screen: Screen) -> None:
    if _asks_for_a_run(frame):
        screen.answered = False


def _received(frame: bytes | str, screen: Screen) -> None:
    screen.frames.append(frame if isinstance(frame, bytes) else frame.encode())
    if _ends_a_run(frame):
        screen.answered = True


def _asks_for_a_run(frame: bytes | str) -> bool:
    return isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script"


def _ends_a_run(frame: bytes | str) -> bool:
    """Whether it ends a run that was not interrupted by another one."""
    if not isinstance(frame, bytes):
        return False
    told = ForwardMsg.FromString(frame)
    return told.WhichOneof("type") == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def _console(message: ConsoleMessage, errors: list[str]) -> None:
    address = message.location["url"]
    if message.type == "error" and not PROBES.search(address):
        errors.append(f"{message.text} ({address})")
