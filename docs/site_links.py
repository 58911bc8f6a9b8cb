"""A hook of mkdocs: the site has the project's own pages and files too, and links lead to them (see mkdocs.yml)."""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, InclusionLevel  # type: ignore[import-not-found]  # only where the site is built

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "UPGRADING.md": "upgrading.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages of the project's root, and what each is in the site."""
WORDS = re.compile(
    r"(?P<code>^```.*?^```|`[^`\n]+`)"
    r"|(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?![a-z]+:|#)(?P<to>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)",
    re.MULTILINE | re.DOTALL,
)
"""Code, in which nothing is a link, or a link within the checkout."""


def on_config(config: Any) -> Any:
    """Make anchors as GitHub does, so that one link fits both."""
    config.mdx_configs.setdefault("toc", {})["slugify"] = anchor_of
    return config


def anchor_of(heading: str, separator: str) -> str:
    return re.sub(r"[^\w -]", "", heading).lower().replace(" ", separator)


def on_files(files: Any, config: Any) -> Any:
    """Add the pages of the root, and whatever a page links to outside `docs`."""
    for source, target in PAGES.items():
        if target != "index.md":
            files.append(File.generated(config, target, content=(ROOT / source).read_text("utf-8")))
    linked: set[str] = set()
    for page in files.documentation_pages():
        source = _place_of(page.src_uri)
        found = [_place(source, link["to"]) for link in WORDS.finditer(page.content_string) if link["to"]]
        linked.update(place for place in found if not place.startswith("docs/") and place not in PAGES)
    linked = {place for place in linked if not _is_only_named(place)}
    for place in sorted(linked):
        if (ROOT / place).is_file():
            added = File.generated(config, f"files/{place}", abs_src_path=str(ROOT / place))
            added.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(added)
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Let links lead to where things are in the site; folders and modules are named without a link."""
    source = _place_of(page.file.src_uri)
    here = posixpath.dirname(page.file.src_uri)

    def moved(word: re.Match[str]) -> str:
        if word["code"]:
            return word[0]
        place = _place(source, word["to"])
        if _is_only_named(place):
            return word["text"]
        target = PAGES.get(place) or (place[len("docs/") :] if place.startswith("docs/") else f"files/{place}")
        return f"{word['image']}[{word['text']}]({posixpath.relpath(target, here or '.')}{word['anchor'] or ''})"

    return WORDS.sub(moved, markdown)


def _is_only_named(place: str) -> bool:
    """A folder is no page, and the site has no code."""
    return (ROOT / place).is_dir() or place.endswith(".py")


def _place_of(uri: str) -> str:
    """Where the page of the site stands in the checkout."""
    roots = {target: source for source, target in PAGES.items() if target != "index.md"}
    return roots.get(uri) or (uri[len("files/") :] if uri.startswith("files/") else f"docs/{uri}")


def _place(source: str, link: str) -> str:
    """Where a link of a page leads in the checkout."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), link))
