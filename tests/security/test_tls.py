"""TLS to broker and database: who is believed, who is shown what, and what is refused rather than used."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import psycopg
import pytest
from services import Authority, Pair, Postgres, RabbitMQ, start_postgres, start_rabbitmq
from services.outdated import outdated_server, version_spoken

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))

from verbs import ENVIRONMENT, hub, hub_json

from adapters.rabbitmq import OWNER_SIDE, Broker, Kind, Management, RabbitQueue, depths
from adapters.store import open_store
from adapters.store.health import ask
from adapters.store.postgresql import Postgresql
from hub.bootstrap.broker import queue_key
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.doctor import looks_at
from hub.bootstrap.home import make_home
from hub.bootstrap.names import party_names, portal_names
from hub.bootstrap.queues import queues_of
from hub.bootstrap.store import open_store as open_home_store
from hub.bootstrap.store_key import store_key
from hub.errors import Deferred, HubError
from hub.home.place import Home
from hub.home.reading import FILE
from hub.operate.doctor.judgements import judge_way
from hub.ports import Filter
from hub.testing.queue import StandingClock
from hub.testing.queue.play import parcels, send, take
from hub.text.bilingual import Bilingual

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).parents[1] / "examples" / "quota"
PARTY = "ping-an"
ENDED, ENDS_SOON = timedelta(days=-1), timedelta(days=30)
EXTERNAL = "&auth_mechanism=external"


@dataclass(frozen=True)
class Ground:
    """A broker, a database and a hub's home, all under one authority, and another authority."""

    ours: Authority
    foreign: Authority
    broker: RabbitMQ
    database: Postgres
    home: Path
    vhost: str
    store: str
    """The database's name."""

    def queue_url(self, pair: Pair | None, user: str = "hub", host: str = "localhost", port: int = 0) -> str:
        """The broker's, for a user with its password, which shows this certificate."""
        shown = f"?certfile={pair.certificate}&keyfile={pair.key}" if pair else ""
        file = self.home / "keys/broker" / user
        password = file.read_text().strip() if file.exists() else "unknown"
        return f"amqps://{user}:{password}@{host}:{port or self.broker.tls_port}/{self.vhost}{shown}"

    def by_certificate(self, user: str) -> Broker:
        """The broker, where the certificate is the login and the password is none."""
        url = self.queue_url(self.ours.issue(user), user) + EXTERNAL
        return Broker(re.sub(r":[^:@]*@", ":no-password@", url), self.ours.ca)

    def store_url(self, pair: Pair | None, ca: Path | None = None, host: str = "localhost", port: int = 0) -> str:
        """The database's, verified in full, for who shows this certificate."""
        shown = f"&sslcert={pair.certificate}&sslkey={pair.key}" if pair else ""
        place = f"{host}:{port or self.database.port}/{self.store}"
        return f"postgresql://hub@{place}?sslmode=verify-full&sslrootcert={ca or self.ours.ca}{shown}"


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Made by the hub's own verbs, over TLS from the first."""
    folder = tmp_path_factory.mktemp("tls")
    ours, foreign = Authority(folder), Authority(folder, "foreign")
    database = start_postgres(clients=ours)
    try:
        broker = start_rabbitmq(ours)
        try:
            vhost, store = broker.create_vhost(), database.create().rpartition("/")[2]
            made = Ground(ours, foreign, broker, database, folder / "home", vhost, store)
            lay(made)
            yield made
        finally:
            broker.remove()
    finally:
        database.remove()


def lay(ground: Ground) -> None:
    """Make the home: its certificates, settings, store, and everybody's place on the broker."""
    home, broker = Home(ground.home), ground.broker
    (home.path / "keys/tls").mkdir(parents=True)
    shutil.copy(ground.ours.ca, home.path / "keys/tls/ca.pem")
    for name in ("queue", "store"):
        give(home.path, name, ground.ours.issue("hub"))
    queue = "certfile=keys/tls/queue.pem&keyfile=keys/tls/queue-key.pem" + EXTERNAL
    store = "sslcert=keys/tls/store.pem&sslkey=keys/tls/store-key.pem&sslmode=verify-full&sslrootcert=keys/tls/ca.pem"
    (home.path / FILE).write_text(
        f'store = "postgresql://hub@localhost:{ground.database.port}/{ground.store}?{store}"\n'
        f'queue = "amqps://hub@localhost:{broker.tls_port}/{ground.vhost}?{queue}"\nqueue_ca = "keys/tls/ca.pem"\n'
        f'management = "https://admin:admin@localhost:{broker.management_tls_port}"\ndxp_id = "HUB0001"\n'
    )
    (home.path / FILE).chmod(0o600)
    make_home(home, sorted(party_names(home)), sorted(portal_names(home)))
    done = hub(home.path, "topology", "apply")
    assert (done.returncode, done.stderr) == (0, b"")


def give(home: Path, name: str, pair: Pair) -> None:
    """Put a certificate and its key where the home's settings name them."""
    shutil.copy(pair.certificate, home / f"keys/tls/{name}.pem")
    shutil.copy(pair.key, home / f"keys/tls/{name}-key.pem")


@pytest.fixture
def own(ground: Ground, tmp_path: Path) -> Path:
    """A copy of that home, to damage."""
    return Path(shutil.copytree(ground.home, tmp_path / "home"))


# ---- what is asked ---------------------------------------------------------------------------


def reason(act: Callable[[], object]) -> str:
    """What keeps it from working: one line, with its code."""
    with pytest.raises(HubError) as failure:
        act()
    assert "\n" not in str(failure.value)
    return str(failure.value)


def consume(broker: Broker) -> None:
    """Take as a worker does, until it is told why it cannot."""
    with closing(RabbitQueue(broker, {PARTY: "party"}, StandingClock())) as queue:
        until = time.monotonic() + 300
        while time.monotonic() < until:
            queue.take(1, 0.2)


def reasons(broker: Broker) -> list[str]:
    """Why a worker cannot reach the broker, and why `hub status` cannot."""
    return [reason(lambda: consume(broker)), reason(lambda: depths(broker, {PARTY: "party"}))]


def within(seconds: float, holds: Callable[[], object]) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.1)


def read(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


def identify(url: str) -> None:
    with closing(open_store(url)) as store:
        store.identity()


@contextmanager
def running(home: Path, *words: str) -> Iterator[None]:
    """Keep one of the hub's verbs running."""
    with (
        (home / f"{words[0]}.out").open("ab") as out,
        subprocess.Popen(
            [sys.executable, "-m", "hub", "--home", str(home), *words], env=ENVIRONMENT, stdout=out, stderr=out
        ) as process,
    ):
        try:
            yield
        finally:
            process.terminate()


# ---- the whole way ---------------------------------------------------------------------------


def test_a_hub_waits_for_a_broker_that_it_believes_and_then_all_goes_over_tls(ground: Ground) -> None:
    """From the portal to the party and back; the hub's certificate is its login at broker and database."""
    home, document = ground.home, EXAMPLES / "a-01-credit-authorization.json"
    ground.broker.show(ground.ours.issue("localhost", ends=ENDED))
    with running(home, "run"), running(home, "simulate", str(EXAMPLES / "insurers.yaml")):
        try:
            within(20, lambda: EXPIRED in read(home / "hub.log"))
            assert EXPIRED in reason(lambda: depths(ground.by_certificate("hub"), {PARTY: "party"}))
        finally:
            ground.broker.show(ground.ours.issue("localhost"))
        assert queues_of(Home(home)).submit("liaoning", "1.json", document.read_bytes()) == "in.liaoning"
        within(30, lambda: statuses(home) == ["S"])

        assert sessions(ground) == {(True, "/CN=hub")}
        within(10, lambda: {("hub", "EXTERNAL"), (PARTY, "PLAIN")} <= {one[:2] for one in connections(ground)})
        assert all(by_tls for _, _, by_tls in connections(ground))
    assert "Traceback" not in read(home / "run.out") + read(home / "hub.log")


EXPIRED = "its certificate is refused, certificate has expired"


def statuses(home: Path) -> list[str]:
    """Where each document is."""
    with closing(open_home_store(Home(home))) as store:
        return [document.status for document in store.documents.log(Filter())]


def connections(ground: Ground) -> set[tuple[str, str, bool]]:
    """Who is on the broker, how it logged in, and whether by TLS."""
    found = ground.broker.api("GET", f"vhosts/{ground.vhost}/connections")
    return {(one["user"], one["auth_mechanism"], one["ssl"]) for one in found if "auth_mechanism" in one}


def sessions(ground: Ground) -> set[tuple[bool, str]]:
    """Whether by TLS, and as whom, the hub's own sessions are on the database."""
    question = "SELECT ssl, client_dn FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE datname = %s"
    with psycopg.connect(ground.database.for_operators) as connection:
        return set(connection.execute(question, [ground.store]).fetchall())


# ---- the broker ------------------------------------------------------------------------------

OF_OURS = r"our certificate|a certificate from us"
"""By TLS 1.3 a server refuses a client when the handshake is over, and may not get to say why."""


def test_a_broker_that_nobody_vouches_for_or_of_another_name_is_not_believed(ground: Ground) -> None:
    """HUB-506, in words for who must put it right."""
    right = ground.ours.issue("hub")
    refused = "HUB-506 .* its certificate is refused, "

    for said in reasons(Broker(ground.queue_url(right), ground.foreign.ca)):
        assert re.match(refused + "self-signed certificate in certificate chain: .*queue_ca", said)
    for said in reasons(Broker(ground.queue_url(right, host="127.0.0.1"), ground.ours.ca)):
        assert re.match(refused + "IP address mismatch, certificate is not valid for '127.0.0.1'", said)
    for said in reasons(Broker(ground.queue_url(right))):
        assert re.match(refused, said)


def test_a_broker_believes_nobody_without_a_valid_certificate_of_its_authority(ground: Ground) -> None:
    """None, another authority's, one that has ended."""
    for pair in (None, ground.foreign.issue("hub"), ground.ours.issue("hub", ends=ENDED)):
        for said in reasons(Broker(ground.queue_url(pair), ground.ours.ca)):
            assert re.match(f"HUB-506 .*({OF_OURS})", said)


def test_a_certificate_is_a_login_only_where_that_is_said_and_only_of_the_user_that_it_names(ground: Ground) -> None:
    """Otherwise the password counts, and a certificate of nobody the broker knows is refused."""
    with_password = Broker(ground.queue_url(ground.ours.issue("hub")), ground.ours.ca)
    of_another = Broker(ground.queue_url(ground.ours.issue(PARTY)) + EXTERNAL, ground.ours.ca)
    bank: dict[str, Kind] = {"bank-of-china": "party"}
    without = Broker(re.sub(r":[^:@]*@", ":wrong@", with_password.url), ground.ours.ca)

    for broker in (ground.by_certificate("hub"), with_password, of_another):
        with closing(RabbitQueue(broker, bank, StandingClock())) as queue:  # the broker checks in whose name it writes
            assert send(queue, parcels("bank-of-china", [b"1"])) == {"id-0": "confirmed"}
    assert all("mechanism PLAIN" in said for said in reasons(without))
    assert all("mechanism EXTERNAL" in said for said in reasons(ground.by_certificate("nobody")))


def test_a_party_that_logs_in_by_its_certificate_is_vouched_for(ground: Ground) -> None:
    """It takes what is its own, and what it sends has no doubt about it."""
    party = RabbitQueue(ground.by_certificate(PARTY), {PARTY: "party"}, StandingClock(), side=OWNER_SIDE)
    ours = RabbitQueue(ground.by_certificate("hub"), {PARTY: "party"}, StandingClock())
    with closing(party), closing(ours):
        assert send(ours, parcels(PARTY, [b"ours"])) == {"id-0": "confirmed"}
        (arrived,) = take(party, 1)
        assert send(party, parcels(PARTY, [b"theirs"])) == {"id-0": "confirmed"}
        (answer,) = take(ours, 1)
        party.acknowledge([arrived])
        ours.acknowledge([answer])

    assert (arrived.body, answer.owner, answer.body, answer.doubt) == (b"ours", PARTY, b"theirs", "")


def test_a_renewed_certificate_is_used_for_the_next_connection(ground: Ground, own: Path) -> None:
    """Without a start of the hub, as also one that was away for a moment."""
    pair = Pair(own / "keys/tls/queue.pem", own / "keys/tls/queue-key.pem")
    give(own, "queue", ground.ours.issue("hub", ends=ENDED))
    with closing(
        RabbitQueue(Broker(ground.queue_url(pair), ground.ours.ca), {PARTY: "party"}, StandingClock())
    ) as queue:

        def says(word: str) -> bool:
            try:
                queue.take(1, 0.1)
            except Deferred as error:
                return bool(re.search(word, str(error)))
            return word == ""

        queue.take(0, 0)
        within(10, lambda: says(OF_OURS))
        pair.key.unlink()
        within(10, lambda: says("HUB-705"))
        give(own, "queue", ground.ours.issue("hub"))
        within(15, lambda: says(""))


def test_the_management_is_believed_only_by_the_same_authority(ground: Ground) -> None:
    """The topology of this home was made so."""
    url = f"https://admin:admin@localhost:{ground.broker.management_tls_port}"

    said = reason(lambda: Management(url, ground.foreign.ca).get("overview"))

    assert re.match("HUB-506 .*management: its certificate is refused", said)
    assert Management(url, ground.ours.ca).get("vhosts", ground.vhost)


# ---- the database ----------------------------------------------------------------------------


def test_a_database_is_reached_only_where_each_side_believes_the_other(ground: Ground) -> None:
    """HUB-502, in libpq's words and, where they are too few, in ours."""
    right = ground.ours.issue("hub")
    refused = {
        ground.store_url(right, ground.foreign.ca): "certificate verify failed: .* signed by nobody in sslrootcert",
        ground.store_url(right, host="127.0.0.1"): 'server certificate for "localhost" .* host name "127.0.0.1"',
        ground.store_url(right, Path("/missing/ca.pem")): 'root certificate file "/missing/ca.pem" does not exist',
        ground.store_url(None): "requires a valid client certificate",
        ground.store_url(ground.foreign.issue("hub")): "does not know who signed sslcert",
        ground.store_url(ground.ours.issue("hub", ends=ENDED)): "sslcert has expired",
        ground.store_url(ground.ours.issue(PARTY)): 'certificate authentication failed for user "hub"',
    }

    identify(ground.store_url(right))
    for url, words in refused.items():
        assert re.match(f"HUB-502 .*{words}", reason(partial(identify, url)))


def test_a_database_whose_certificate_has_ended_is_gone_until_it_has_another(ground: Ground) -> None:
    """And then the same store goes on."""
    with closing(open_store(ground.store_url(ground.ours.issue("hub")))) as store:

        def is_there() -> bool:
            with suppress(Deferred):
                return bool(store.identity())
            return False

        ground.database.show(ground.ours.issue("localhost", ends=ENDED))
        try:
            within(10, lambda: not is_there())
            assert re.match("HUB-502 .*certificate verify failed: it is not valid now", reason(store.identity))
        finally:
            ground.database.show(ground.ours.issue("localhost"))
        within(10, is_there)


# ---- what is weaker --------------------------------------------------------------------------


def test_a_server_that_speaks_nothing_newer_than_tls_1_1_is_refused(ground: Ground) -> None:
    """Broker, management and database; that such a server answers others is shown first."""
    pair = ground.ours.issue("localhost")
    with outdated_server(pair) as port, outdated_server(pair, hello=8) as database_port:
        assert version_spoken(port) == version_spoken(database_port, hello=8) == "TLSv1.1"

        for said in reasons(Broker(ground.queue_url(None, port=port), ground.ours.ca)):
            assert re.match("HUB-506 .*nothing newer than TLS 1.1", said)
        management = Management(f"https://admin:admin@localhost:{port}", ground.ours.ca)
        assert re.match("HUB-506 .*nothing newer than TLS 1.1", reason(lambda: management.get("overview")))
        said = reason(lambda: identify(ground.store_url(None, port=database_port)))
        assert re.match("HUB-502 .*(unsupported protocol|protocol version)", said)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("amqps://hub:x@mq/v?verify=verify_none", "verify"),
        ("amqps://hub:x@mq/v?ssl_options={'cert_reqs': 0}", "ssl_options"),
        ("amqps://hub:x@mq/v?cacertfile=/ca.pem", "queue_ca"),
        ("amqps://hub:x@mq/v?server_name_indication=disable", "server_name_indication"),
        ("amqps://hub:x@mq/v?certfile=/hub.pem", "go together"),
        ("amqps://hub:x@mq/v?auth_mechanism=external", "certfile and keyfile"),
        ("amqps://hub:x@mq/v?certfile=/hub.pem&keyfile=/key.pem&auth_mechanism=plain", "only be external"),
        ("amqp://hub:x@mq/v?certfile=/hub.pem&keyfile=/key.pem", "goes with amqps://"),
        ("postgresql://hub@db/v?ssl_min_protocol_version=TLSv1.1", "ssl_min_protocol_version=TLSv1.1"),
        ("postgresql://hub@db/v?ssl_max_protocol_version=TLSv1", "ssl_max_protocol_version=TLSv1"),
    ],
)
def test_settings_that_would_weaken_tls_or_mean_nothing_are_refused(url: str, words: str) -> None:
    """HUB-702, before anything is connected."""
    said = reason(lambda: open_store(url) if url.startswith("postgresql") else Broker(url).user)

    assert said.startswith("HUB-702 ") and words in said


def test_tls_has_no_weaker_default_from_the_environment(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """What libpq would take from there is said for every connection."""
    monkeypatch.setenv("PGSSLMINPROTOCOLVERSION", "TLSv1")
    engine = Postgresql().engine(ground.store_url(ground.ours.issue("hub")))
    with closing(engine.raw_connection()) as connection:
        assert isinstance(connection.driver_connection, psycopg.Connection)
        options = {option.keyword: option.val for option in connection.driver_connection.pgconn.info}
    engine.dispose()

    assert options[b"ssl_min_protocol_version"] == b"TLSv1.2"


# ---- what an operator is told ----------------------------------------------------------------


def test_a_home_with_everything_verified_is_healthy(ground: Ground) -> None:
    """No warning, with the paths of all certificates relative to the home; the tests' database is a quick one."""
    looked = [finding for name in ("store", "broker") for finding in looks_at(Home(ground.home))[name]()]
    found = [finding for finding in looked if "HUB-785" not in finding.text.fixed]

    assert [finding for finding in found if finding.result != "ok"] == []
    assert {"the hub for the database", "the hub for the broker"} <= {str(f.text).partition(" for 3")[0] for f in found}


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda file: file.chmod(0o640), "HUB-707"),
        (lambda file: file.chmod(0o604), "HUB-707"),
        (lambda file: file.unlink(), "HUB-705"),
        (lambda file: file.write_text("nonsense"), "HUB-707"),
    ],
    ids=["open to a group", "open to others", "none", "nonsense"],
)
@pytest.mark.parametrize(("name", "prove"), [("queue", queue_key), ("store", store_key)])
def test_a_private_key_for_tls_is_judged_as_the_signing_key_is(
    own: Path, name: str, prove: Callable[[Home], object], damage: Callable[[Path], object], code: str
) -> None:
    """Only its owner may read it."""
    assert prove(Home(own)) is not None
    damage(own / f"keys/tls/{name}-key.pem")

    assert reason(lambda: prove(Home(own))).startswith(code)


def test_a_login_by_certificate_needs_no_password(own: Path) -> None:
    """Only the management API does."""
    (own / "keys/broker/hub").unlink()
    seen = hub_json(own, "status")

    assert seen["queues"]
    assert None not in seen["queues"].values()


def test_status_says_why_the_broker_is_not_asked(ground: Ground, own: Path) -> None:
    """In the words of the log; the rest is shown all the same."""
    shutil.copy(ground.foreign.ca, own / "keys/tls/ca-of-others.pem")
    settings = own / FILE
    settings.write_text(
        settings.read_text().replace('queue_ca = "keys/tls/ca.pem"', 'queue_ca = "keys/tls/ca-of-others.pem"')
    )
    done, told = hub(own, "status"), hub_json(own, "status")

    assert done.returncode == 0
    assert "its certificate is refused" in done.stdout.decode().replace("\n", " ")
    assert told["queues"] is None
    assert "its certificate is refused" in told["broker"]


def test_keys_that_others_may_read_are_shown_to_nobody(own: Path) -> None:
    """`hub run` ends in one line and exit 4, and `hub doctor` says so of both."""
    (own / "keys/tls/queue-key.pem").chmod(0o644)
    done = hub(own, "run")
    (own / "keys/tls/store-key.pem").chmod(0o644)

    assert (done.returncode, done.stderr.count(b"\n")) == (4, 1)
    assert b"HUB-707" in done.stderr and b"make its mode 600" in done.stderr
    assert reason(lambda: next(looks_at(Home(own))["broker"]())).startswith("HUB-707")
    assert reason(lambda: next(looks_at(Home(own))["store"]())).startswith("HUB-707")


def test_certificates_that_do_not_fit_are_named_before_they_are_shown(ground: Ground, own: Path) -> None:
    """Another key's, and another user's for a login."""
    for pair in (Pair(ground.ours.issue("hub").certificate, ground.ours.issue(PARTY).key), ground.ours.issue(PARTY)):
        give(own, "queue", pair)
        assert reason(lambda: queue_key(Home(own))).startswith("HUB-707")


def test_the_end_of_a_certificate_for_tls_is_reported(ground: Ground, own: Path) -> None:
    """As with the signing key's: 60 days before."""
    for ends, found in ((ENDED, ("failure", "HUB-732")), (ENDS_SOON, ("warning", "HUB-731"))):
        give(own, "queue", ground.ours.issue("hub", ends=ends))
        result, text, _ = next(looks_at(Home(own))["broker"]())
        assert (result, text.fixed.split()[0]) == found


def test_an_authority_that_cannot_be_read_is_named(ground: Ground, own: Path) -> None:
    """Before anything is connected."""
    ca, url = own / "keys/tls/ca.pem", ground.queue_url(None)
    ca.write_text("nonsense")
    assert reason(lambda: consume(Broker(url, ca))).startswith("HUB-707")
    ca.unlink()
    assert reason(lambda: consume(Broker(url, ca))).startswith("HUB-705")


@pytest.mark.parametrize(
    ("host", "result"),
    [
        ("localhost", "ok"),
        ("127.0.0.1", "ok"),
        ("127.8.9.1", "ok"),
        ("::1", "ok"),
        ("/run/postgresql", "ok"),
        ("", "ok"),
        ("10.0.0.7", "warning"),
        ("0.0.0.0", "warning"),
        ("localhost.example", "warning"),
        ("db", "warning"),
    ],
)
def test_what_is_not_protected_is_reported_where_it_passes_a_network(host: str, result: str) -> None:
    """HUB-739; on this very machine there is nobody between."""
    found = judge_way(host, Bilingual("sslmode 为 prefer", "sslmode is prefer"))

    assert (found.result, found.text.fixed.startswith("HUB-739 ")) == (result, result == "warning")


def test_less_than_verify_full_and_no_tls_at_all_are_noticed(ground: Ground, own: Path) -> None:
    """Of a connection as it is, wherever its mode came from; and of the broker's and its management's URLs."""
    plain = ask(ground.database.url(ground.store), SystemClock()).link
    verified = ask(ground.store_url(ground.ours.issue("hub")), SystemClock()).link
    assert plain is not None and verified is not None
    assert (plain.host, plain.sslmode, verified.sslmode) == ("127.0.0.1", "prefer", "verify-full")

    (own / FILE).write_text('queue = "amqp://hub:x@mq.invalid/v"\nmanagement = "http://admin:x@mq.invalid:15672"\n')
    found = islice(looks_at(Home(own))["broker"](), 2)
    assert [one.text.fixed.rpartition(": ")[2] for one in found] == ["amqp://, not amqps://", "http://, not https://"]


def test_paths_in_urls_are_the_homes_and_nothing_else_of_a_url_changes(tmp_path: Path) -> None:
    """Absolute ones stay, and so does `system`, which is no file."""
    (tmp_path / FILE).write_text(
        'store = "postgresql://h:a%2Fb@db/x?sslrootcert=system&sslcert=keys/a b.pem&sslkey=/k.pem&sslmode=require"\n'
        'queue = "amqps://h:a%2Fb@mq/%2F?heartbeat=5&certfile=keys/c.pem&keyfile=keys/%25.pem"\n'
    )
    home = Home(tmp_path)

    assert home.store_url == (
        f"postgresql://h:a%2Fb@db/x?sslrootcert=system&sslcert={tmp_path}/keys/a%20b.pem&sslkey=/k.pem&sslmode=require"
    )
    assert home.settings.queue == (
        f"amqps://h:a%2Fb@mq/%2F?heartbeat=5&certfile={tmp_path}/keys/c.pem&keyfile={tmp_path}/keys/%25.pem"
    )
    pair = Broker(home.settings.queue).pair
    assert pair == (tmp_path / "keys/c.pem", tmp_path / "keys/%.pem")
