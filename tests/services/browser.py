"""A browser for the window's pages: Debian's Chromium, driven by Playwright, and axe-core, which judges pages."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from services.machine import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM: Final = Path("/usr/bin/chromium")
AXE: Final = Path(__file__).parents[2] / "var" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MS: Final = 60_000
"""How long a page may take on a busy machine before it counts as hung."""
GRAVE: Final = frozenset({"serious", "critical"})
Colours = Literal["light", "dark"]


@dataclass
class Seen:
    """What went wrong while pages were shown, and what they asked for."""

    words: list[str] = field(default_factory=list)
    """Of the console, also each violation of the Content-Security-Policy; of scripts and of requests that failed."""
    hosts: set[str] = field(default_factory=set)
    """Whom the pages sent requests to."""


@contextmanager
def open_browser() -> Iterator["Browser"]:
    """One browser; each page gets a context of its own. Fails or skips the test where a part is missing."""
    if not CHROMIUM.is_file() or not AXE.is_file():
        missing("Chromium or axe-core is missing: make browser")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - takes a while to load, and few tests need it

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, timeout=PATIENCE_MS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def a_page(
    browser: "Browser", seen: Seen, *, scripts: bool = False, axe: bool = False, **options: Any
) -> Iterator["Page"]:
    """A page in a context of its own, and what goes wrong in it.

    Without `scripts` none runs; with `axe` axe-core may, past the policy that forbids scripts.
    """
    context = browser.new_context(java_script_enabled=scripts or axe, bypass_csp=axe, locale="en-GB", **options)
    context.set_default_timeout(PATIENCE_MS)
    try:
        page = context.new_page()
        page.on("console", lambda said: seen.words.append(f"{page.url}: {said.type}: {said.text}"))
        page.on("pageerror", lambda error: seen.words.append(f"{page.url}: {error}"))
        page.on("request", lambda asked: seen.hosts.add(urlsplit(asked.url).netloc))
        page.on("requestfailed", lambda asked: seen.words.append(f"{asked.url}: {asked.failure}"))
        yield page
    finally:
        context.close()


def grave_findings(page: "Page") -> list[str]:
    """What axe-core finds serious or critical in a page: the rule, and where."""
    page.evaluate(_axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [line for one in found["violations"] if one["impact"] in GRAVE for line in _told(one)]


def _told(violation: dict[str, Any]) -> Sequence[str]:
    rule, why = violation["id"], violation["help"]
    return [f"{rule}: {why}: {json.dumps(node['target'])} {node['html'][:200]}" for node in violation["nodes"]]


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")
