"""Many live maps open at once, over the websockets that browsers use: how long a tick takes on one process."""

import asyncio
import json
import os
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

SESSIONS, SECONDS = 40, 30
RAMP = 0.25  # seconds from one session to the next: people do not come all at once
STARTS_WITHIN, ENDS_WITHIN = 120, 60  # seconds


@dataclass(frozen=True)
class Ears:
    """The component that hears of news: where, which widget answers, which fragment is drawn."""

    place: str
    widget: str
    fragment: str


@dataclass
class Session:
    """One open live map without a browser: it answers ticks as Streamlit's own client does, and is told of news."""

    address: str
    query: str
    seconds: list[float] = field(default_factory=list)  # from each tick or news to the end of its run
    drawn: list[float] = field(default_factory=list)  # of these from news
    received: int = 0  # bytes, of ticks and news only
    interval: float = 0
    _state: ClientState = field(default_factory=ClientState)
    _ears: Ears | None = None

    async def live(self, until: Callable[[], float], random: Random) -> None:
        """Open the page, then tick until `until()` (monotonic) has passed."""
        self._state.query_string, self._state.page_name = self.query, "live_map"
        self._state.context_info.url = f"{self.address}/live_map?{self.query}"
        url = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        async with connect(url, subprotocols=["streamlit"], max_size=None, compression=None) as socket:  # type: ignore[list-item]
            await self._run(socket, STARTS_WITHIN)
            if not self.interval or self._ears is None:
                raise RuntimeError("the page has no tick or hears no news: is it the live map?")
            self.received = 0
            next_tick = time.monotonic() + random.random() * self.interval
            async with connect(url.removesuffix("/_stcore/stream") + self._ears.place) as news:
                while next_tick < until():
                    try:
                        async with asyncio.timeout(max(0, next_tick - time.monotonic())):
                            await news.recv()
                        await self._answer(socket, is_news=True)
                    except TimeoutError:
                        await self._answer(socket, is_news=False)
                        next_tick = max(next_tick + self.interval, time.monotonic())

    async def _answer(self, socket: ClientConnection, is_news: bool) -> None:
        """Draw the light at its tick, the whole panel at news."""
        ask, begun = ClientState(), time.monotonic()
        ask.CopyFrom(self._state)
        if is_news and self._ears:
            told = ask.widget_states.widgets.add(id=self._ears.widget)
            told.json_trigger_value = json.dumps([{"event": "news", "value": 1}])
            ask.fragment_id = self._ears.fragment
        ask.is_auto_rerun = not is_news
        await self._run(socket, ENDS_WITHIN, ask)
        took = time.monotonic() - begun
        self.seconds.append(took)
        if is_news:
            self.drawn.append(took)

    async def _run(self, socket: ClientConnection, within: float, ask: ClientState | None = None) -> None:
        """One run of the script: asked for, then everything it sends."""
        await socket.send(BackMsg(rerun_script=ask or self._state).SerializeToString())
        async with asyncio.timeout(within):
            while True:
                frame = await socket.recv()
                assert isinstance(frame, bytes)
                self.received += len(frame)
                message = ForwardMsg.FromString(frame)
                if message.metadata.cacheable and message.hash not in self._state.cached_message_hashes:
                    self._state.cached_message_hashes.append(message.hash)  # not sent again: as browsers keep them
                if message.HasField("new_session"):
                    self._state.page_script_hash = message.new_session.page_script_hash
                if message.HasField("auto_rerun"):
                    self.interval = message.auto_rerun.interval
                    self._state.fragment_id = message.auto_rerun.fragment_id
                if message.delta.new_element.bidi_component.component_name == "svodka_news":
                    self._hears(message)
                if message.HasField("script_finished"):
                    return

    def _hears(self, message: ForwardMsg) -> None:
        component = message.delta.new_element.bidi_component
        data = json.loads(component.json)
        widget = f"$$STREAMLIT_INTERNAL_KEY_{component.id}__events"
        self._ears = Ears(f"{data['route']}?who={data['who']}", widget, message.delta.fragment_id)


def run(address: str, server: int, meanwhile: Callable[[threading.Event], None] | None = None) -> None:
    """Print how long ticks took. `server`: its process id; `meanwhile`: what goes on in a thread until it is told to
    stop.
    """
    stop = threading.Event()
    beside = threading.Thread(target=meanwhile, args=(stop,)) if meanwhile else None
    process = psutil.Process(server)
    sessions = [Session(address, "role=operator&lang=en") for _ in range(SESSIONS)]
    try:
        busy = asyncio.run(_all(sessions, process, beside))
    finally:
        stop.set()
        if beside and beside.ident:
            beside.join()
    took = sorted(second for session in sessions for second in session.seconds)
    drawn = sorted(second for session in sessions for second in session.drawn)
    print(
        f"{'beside imports' if meanwhile else 'quiet':<16}{len(sessions):>9}{sessions[0].interval:>9.0f}{len(took):>8}"
        f"{statistics.median(took):>9.3f}{took[int(0.95 * len(took))]:>9.3f}{took[-1]:>9.3f}{busy:>9.0%}"
        f"{len(drawn):>8}{drawn[int(0.95 * len(drawn))] if drawn else 0:>9.3f}"
        f"{sum(session.received for session in sessions) / len(took) / 1000:>11.1f}",
        flush=True,
    )


def heading() -> None:
    """The head of the table that `run` prints lines of."""
    print(
        f"\nLive maps on one process ({os.cpu_count()} cores; the ticks are counted once all are open)\n"
        f"{'':<16}{'sessions':>9}{'tick s':>9}{'ticks':>8}"
        f"{'p50 s':>9}{'p95 s':>9}{'worst s':>9}{'CPU':>9}{'drawn':>8}{'p95 s':>9}{'kB a tick':>11}"
    )


async def _all(sessions: list[Session], process: psutil.Process, beside: threading.Thread | None) -> float:
    """Open them one after the other, let them tick together; returns the share of one core that the server took."""
    random, end = Random(7), [float("inf")]
    tasks = []
    for session in sessions:
        tasks.append(asyncio.create_task(session.live(lambda: end[0], random)))
        await asyncio.sleep(RAMP)
    while not all(session.interval or task.done() for session, task in zip(sessions, tasks, strict=True)):
        await asyncio.sleep(0.1)
    await asyncio.sleep(max(session.interval for session in sessions))
    for session in sessions:
        session.seconds.clear()
        session.drawn.clear()
        session.received = 0
    if beside:
        beside.start()
    before, begun = process.cpu_times(), time.monotonic()
    end[0] = begun + SECONDS
    await asyncio.gather(*tasks)
    after = process.cpu_times()
    return (after.user + after.system - before.user - before.system) / (time.monotonic() - begun)
