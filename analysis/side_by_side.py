"""Work on columns in threads: Arrow, numpy and hashing let other threads compute meanwhile. Only where a process says
that it may take every core: a dashboard that loads a file goes on answering.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import numpy as np
import pyarrow as pa

SMALL = 1024 * 1024  # bytes for which a thread is not worth its beginning
A = TypeVar("A")
B = TypeVar("B")
_cores = 1


@contextmanager
def every_core(cores: int | None = None) -> Iterator[None]:
    """While inside, what is done side by side takes so many threads, as a rule one for each core: for a process that
    only loads.
    """
    global _cores
    before, _cores = _cores, cores or _own_cores()
    try:
        yield
    finally:
        _cores = before


def _own_cores() -> int:
    """Those that the process may use. Where it is held to one, threads only make the work dearer by a tenth."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_parts(work: Callable[[pa.Array], pa.Array], texts: pa.Array) -> pa.Array:
    """`work(texts)`, of large strings, for work that looks at each text alone: as many parts as cores, alike in
    letters.
    """
    edges = np.frombuffer(texts.buffers()[1], "int64")[texts.offset :][: len(texts) + 1] if len(texts) else [0]
    if _cores == 1 or edges[-1] - edges[0] < SMALL:
        return work(texts)
    cuts = np.searchsorted(edges, np.linspace(edges[0], edges[-1], _cores + 1)[1:-1]).tolist()
    parts = [texts.slice(begin, end - begin) for begin, end in zip([0, *cuts], [*cuts, len(texts)], strict=True)]
    return pa.concat_arrays(each(work, parts))


def each(work: Callable[[A], B], things: Iterable[A]) -> list[B]:
    """`work` of each of the things, in their order."""
    if _cores == 1:
        return list(map(work, things))
    with ThreadPoolExecutor(_cores) as pool:
        return list(pool.map(work, things))


def ahead(things: Iterator[A]) -> Iterator[A]:
    """The same things; while one is in use the next is made."""
    if _cores == 1:
        yield from things
        return
    end = object()
    with ThreadPoolExecutor(1) as pool:
        coming: Future[A | object] = pool.submit(next, things, end)
        while (thing := coming.result()) is not end:
            coming = pool.submit(next, things, end)
            yield thing  # type: ignore[misc]  # it is not the end
