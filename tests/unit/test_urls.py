"""URLs of several hosts, of the broker and of the database."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from adapters.rabbitmq import Broker, Management
from adapters.store.address import address
from hub.text.urls import Host, each_host, hosts_of, is_to_read, split_url, to_read


def test_each_host_gets_the_rest_of_the_url() -> None:
    """User, password, path and parameters are the same for all."""
    assert each_host("amqps://hub:p%2C@one,two:5673,[::1]:5674/trade?heartbeat=5") == [
        "amqps://hub:p%2C@one/trade?heartbeat=5",
        "amqps://hub:p%2C@two:5673/trade?heartbeat=5",
        "amqps://hub:p%2C@[::1]:5674/trade?heartbeat=5",
    ]
    assert hosts_of("http://admin@one,[::1]:15672") == [Host("one", ""), Host("::1", "15672")]


@pytest.mark.parametrize("hosts", ["one,", ",one", "one,,two", "one:x", "one:1:2", ""])
def test_an_empty_host_or_port_is_refused(hosts: str) -> None:
    """Otherwise this machine would stand for it."""
    with pytest.raises(ValueError, match="hosts"):
        each_host(f"amqp://hub@{hosts}/trade")


def test_a_broker_counts_on_through_its_hosts() -> None:
    """And begins again after the last."""
    broker = Broker("amqp://hub:secret@one,two:5673,three/trade")
    found = [broker.parameters("x", place) for place in range(4)]
    assert [(p.host, p.port, p.virtual_host) for p in found] == [
        ("one", 5672, "trade"),
        ("two", 5673, "trade"),
        ("three", 5672, "trade"),
        ("one", 5672, "trade"),
    ]
    assert (broker.hosts, broker.user, broker.vhost) == (3, "hub", "trade")


def test_an_address_in_brackets_may_stand_anywhere_among_hosts() -> None:
    """Whatever the Python: later ones refuse it after a comma."""
    broker = Broker("amqps://hub:secret@one,[::1]:5673/trade?certfile=a.pem&keyfile=b.pem&auth_mechanism=external")
    assert (broker.hosts, broker.user, broker.vhost, broker.wants_certificate_login) == (2, "hub", "trade", True)
    assert Management("http://admin:secret@one:15672,[::1]:15673/api-of-ours")._roots == [
        "http://one:15672/api-of-ours/api/",
        "http://[::1]:15673/api-of-ours/api/",
    ]


@pytest.mark.parametrize("url", ["amqps://u:p@[::1]:5671/v%2Fh?heartbeat=2#x", "folders", "http://h", "sqlite:///a/b"])
def test_a_url_of_one_host_is_split_as_the_standard_library_does(url: str) -> None:
    """Scheme, login, host, port, path, query and fragment."""
    found, theirs = split_url(url), urlsplit(url)
    assert found == theirs
    assert (found.hostname, found.port, found.username) == (theirs.hostname, theirs.port, theirs.username)


def _as_libpq_gets_it(url: str) -> dict[str, object]:
    dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy's
    options: dict[str, object] = dialect.create_connect_args(address(url))[1]  # type: ignore[no-untyped-call]  # as above
    return options


def test_several_databases_are_one_store_the_one_that_takes_writes() -> None:
    """In libpq's own words; who wants another kind of server says so."""
    url = "postgresql://hub:p%40@one:5433,two,[::1]:5434/db?sslmode=verify-full"
    assert _as_libpq_gets_it(url) == {
        "user": "hub",
        "password": "p@",
        "dbname": "db",
        "host": "one,two,::1",
        "port": "5433,,5434",
        "sslmode": "verify-full",
        "target_session_attrs": "read-write",
    }
    assert _as_libpq_gets_it(url + "&target_session_attrs=any")["target_session_attrs"] == "any"


@pytest.mark.parametrize(
    "url", ["postgresql://hub@one:5433/db", "postgresql:///db?host=one&host=two", "sqlite:////a,b@c/store.sqlite"]
)
def test_a_url_of_one_host_stays_as_it_is(url: str) -> None:
    """Nothing is added to it."""
    assert address(url).render_as_string(hide_password=False) == url.replace("a,b@c", "a%2Cb%40c")


@pytest.mark.parametrize(
    ("url", "reading"),
    [
        ("sqlite:////srv/hub.db", "sqlite:////srv/hub.db?mode=ro"),
        (
            "postgresql://hub@db/hub?sslmode=verify-full",
            "postgresql://hub@db/hub?sslmode=verify-full&options=-c%20default_transaction_read_only%3Don",
        ),
        (
            "postgresql://hub@db/hub?options=-c%20work_mem%3D8MB&sslmode=require",
            "postgresql://hub@db/hub?options=-c%20work_mem%3D8MB%20-c%20default_transaction_read_only%3Don&sslmode=require",
        ),
    ],
)
def test_a_reader_of_a_store_says_so_in_its_url(url: str, reading: str) -> None:
    """What the URL says otherwise stays; of several hosts it takes the one that writes too, and never writes."""
    assert (to_read(url), to_read(reading), is_to_read(url), is_to_read(reading)) == (reading, reading, False, True)


def test_a_reader_of_several_hosts_looks_for_the_primary() -> None:
    """Its own sessions refuse to write, so it cannot look for one that does not."""
    several = "postgresql://hub@a:1,b:2/hub"
    asked = [address(url).query["target_session_attrs"] for url in (several, to_read(several))]
    assert asked == ["read-write", "primary"]
