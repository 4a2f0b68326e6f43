"""Chromium without a network of its own and without a GPU: WebGL runs in software, so that maps draw everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.chromium import system_chromium

FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader-webgl",  # only for WebGL: the rest of a page is drawn faster without it
    "--enable-unsafe-swiftshader",
    "--process-per-site",  # whatever window of a context: what one page has read the next need not (see `screen._kept`)
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def launched() -> Iterator[Browser]:
    """One browser for many tests; each test opens a context of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=list(FLAGS))
        yield browser
        browser.close()
