"""The window changes nothing: whoever asks for every page, in every way, leaves store and home as they are."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from business import Business
from sqlalchemy import Engine, create_engine, make_url, text
from starlette.testclient import TestClient
from unchanged import content_of
from windows_home import told_for_the_window

from hub.bootstrap.reader import Reader
from hub.errors import StoreForbidden
from hub.home.place import Home
from hub.ports import StoreReader
from hub.window.answering import House, Window
from hub.window.pages import PAGES

OTHERS: Final = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW")
MOST: Final = 60
"""Pages that are followed; there are more, with one for each choice of a filter."""


@pytest.fixture
def raw(store_url: str) -> Iterator[Engine]:
    """The store, past the hub."""
    url = make_url(store_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url)
    yield engine
    engine.dispose()


@pytest.fixture
def business(store_url: str, raw: Engine, tmp_path: Path) -> Iterator[Business]:
    """A home with something on every page; on PostgreSQL the window has a role that may only SELECT."""
    with told_for_the_window(tmp_path, store_url) as made:
        if raw.dialect.name == "postgresql":
            reader = make_url(store_url).set(username=a_role(raw)).render_as_string(hide_password=False)
            with (made.own.path / "hub.toml").open("a", encoding="utf-8") as file:
                file.write(f'[window]\nstore = "{reader}"\n')
        yield made


def a_role(raw: Engine) -> str:
    role = f"reader_{uuid4().hex}"
    with raw.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"))
    return role


def files_of(home: Path) -> dict[str, bytes]:
    """All but the log, which tells who asked for personal data."""
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()} | {
        "hub.log": b""
    }


def test_every_page_asked_for_in_every_way_leaves_everything_as_it_is(business: Business, raw: Engine) -> None:
    """Links are followed from the first page on; what is no GET or HEAD is refused; so would a page be that wrote."""
    home = business.own.path
    before, files = content_of(raw), files_of(home)
    reader = Reader(Home(home))
    client = TestClient(Window(reader, PAGES, House(hosts={"testserver"})), follow_redirects=False)
    try:
        found = crawled(client, [*{page.name for page in PAGES}, f"document?name={business.payment.id}&personal=yes"])
        for place in ("", *(page.name for page in PAGES)):
            refused = {client.request(method, f"/{place}", content=b"name=x").status_code for method in OTHERS}
            assert (refused, client.head(f"/{place}").status_code < 500) == ({405}, True), place
        assert type(reader.store) is StoreReader
        with pytest.raises(StoreForbidden), reader.store.transactions.begin():  # type: ignore[attr-defined]
            pass
    finally:
        reader.close()
    assert {urlsplit(place).path.strip("/") for place in found} >= {page.name for page in PAGES}
    assert len(found) > 30
    assert content_of(raw) == before
    assert files_of(home) == files


def crawled(client: TestClient, places: list[str]) -> set[str]:
    """Every page that links lead to, asked for once."""
    waiting, known = [f"/{place}" for place in places], set[str]()
    while waiting and len(known) < MOST:
        place = waiting.pop(0)
        if place in known:
            continue
        known.add(place)
        answer = client.get(place)
        assert answer.status_code < 500, (place, answer.text)
        links = re.findall(r'href="([^"#]*)', answer.text) if "html" in answer.headers["content-type"] else []
        waiting += [
            urljoin(place, html.unescape(link)) for link in [*links, answer.headers.get("location", "")] if link
        ]
    return known
