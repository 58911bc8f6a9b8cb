"""`hub audit timestamp`, a worker that gets timestamps by itself, and what the doctor says of both and of witnesses."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from own_home import OwnHome
from timestamp_authority import Authority, Replier, answering, pem, serving
from verbs import hub, hub_json

from adapters.notes import FileHistories
from hub.bootstrap.doctor import looks_at
from hub.bootstrap.health import store_access
from hub.bootstrap.timestamps import require_timestamp_authorities
from hub.bootstrap.worker import open_worker
from hub.errors import OperatorError, Wording
from hub.evidence.container import read_container
from hub.evidence.names import STAMPED, TIMESTAMP
from hub.home.place import Home
from hub.home.reading import FILE
from hub.model.moments import DAY, SECOND
from hub.operate.doctor.finding import Finding
from hub.operate.doctor.store_access import StoreAccess
from hub.operate.doctor.timestamps import look_at_timestamps
from hub.operate.doctor.witnesses import look_at_witnesses

HOUR = 3600 * SECOND


@pytest.fixture
def own(tmp_path: Path) -> OwnHome:
    """On SQLite: what the stores keep is proved elsewhere."""
    own = OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'store.sqlite'}")
    own.accept("one")
    return own


@pytest.fixture
def replier(tmp_path: Path) -> Replier:
    return Replier(tmp_path / "tsa")


@pytest.fixture
def url(replier: Replier) -> Iterator[str]:
    with serving(answering(replier)) as url:
        yield url


def configure(own: OwnHome, url: str, replier: Replier | None) -> None:
    with (own.path / FILE).open("a", encoding="utf-8") as file:
        file.write(f'[audit]\ntimestamp_url = "{url}"\n')
    if replier is not None:
        own.home.timestamp_authorities.mkdir()
        (own.home.timestamp_authorities / "root.pem").write_bytes(pem(replier.root))


def test_a_timestamp_is_got_published_and_proved(own: OwnHome, replier: Replier, url: str, tmp_path: Path) -> None:
    """Asked for twice it is the same. An evidence file has it, and is checked by the CA's certificate that is given."""
    configure(own, url, replier)
    told = hub_json(own.path, "audit", "timestamp")
    assert f"checkpoint at {told['size']} entries" in hub(own.path, "audit", "timestamp").stdout.decode()
    hub(own.path, "audit", "publish", str(tmp_path / "www"))
    published = tmp_path / "www" / "timestamp" / str(told["size"])
    hub(own.path, "audit", "prove", "one", "--out", str(tmp_path / "one.asice"))
    files = read_container((tmp_path / "one.asice").read_bytes())
    assert files[TIMESTAMP] == (published / "response.tsr").read_bytes()
    assert files[STAMPED] == (published / "checkpoint").read_bytes()

    given = ("--timestamp-ca", str(replier.folder / "root.pem"))
    checked = hub_json(tmp_path, "audit", "check", str(tmp_path / "one.asice"), *given)
    assert (checked["stamped_at"], checked["stamped"]) == (told["at"], checked["transitions"])
    assert (checked["stamped_by"], checked["authority_given"]) == ("CN=test timestamp authority", True)
    by_itself = hub(tmp_path, "audit", "check", str(tmp_path / "one.asice")).stdout.decode()
    assert "by the CA certificates in the file itself" in by_itself


def test_a_timestamp_is_verified_with_the_store(own: OwnHome, replier: Replier, url: str, tmp_path: Path) -> None:
    """By the certificates in keys/timestamps: another CA there is a finding."""
    configure(own, url, replier)
    hub(own.path, "audit", "timestamp")
    assert hub_json(own.path, "audit", "verify")["findings"] == []
    other = Authority(ca="another root", issued_by="another root").root()
    (own.home.timestamp_authorities / "root.pem").write_bytes(pem(other))
    done = hub(own.path, "audit", "verify", "--all", "--json")
    assert done.returncode == 1
    assert [one["code"] for one in json.loads(done.stdout)["findings"]] == ["HUB-834"]


def test_a_worker_gets_a_timestamp_by_itself(own: OwnHome, replier: Replier, url: str) -> None:
    """In a thread of its own: the worker ends without waiting for it."""
    configure(own, url, replier)
    with open_worker(Home(own.path)) as worker:
        looks = count()
        worker.run(lambda: next(looks) > 3)
        assert worker.stamping is not None
        worker.stamping.wait(60)
        with worker.ports.store.log.read() as log:
            found, sealed = log.timestamp(), log.sealed()
    assert found is not None
    assert sealed is not None
    assert found.size == sealed.size


def test_an_authority_that_gives_none_is_told_with_an_exit_code(own: OwnHome, replier: Replier) -> None:
    configure(own, "http://127.0.0.1:1/", replier)
    refused = hub(own.path, "audit", "timestamp")
    assert (refused.returncode, b"HUB-945" in refused.stderr) == (4, True)


def test_an_authority_whose_ca_is_unknown_is_not_asked(own: OwnHome, url: str) -> None:
    """The doctor says so too, at once; nothing is stopped by it."""
    configure(own, url, None)
    refused = hub(own.path, "audit", "timestamp")
    assert (refused.returncode, b"HUB-948" in refused.stderr) == (4, True)
    with pytest.raises(OperatorError) as found:
        list(looks_at(Home(own.path))["timestamps"]())
    assert found.value.code == "HUB-948"
    own.accept("two")


def test_without_an_authority_nobody_is_asked(own: OwnHome) -> None:
    assert json.loads(hub(own.path, "audit", "timestamp", "--json").stdout) == []


def test_an_address_that_is_none_is_refused(own: OwnHome) -> None:
    configure(own, "file:///etc/passwd", None)
    refused = hub(own.path, "audit", "timestamp")
    assert (refused.returncode, b"HUB-702" in refused.stderr) == (4, True)


class _Later:
    """The system's clock, so many microseconds later."""

    def __init__(self, access: StoreAccess, ahead: int) -> None:
        self._clock, self._ahead = access.clock, ahead

    def now(self) -> int:
        return self._clock.now() + self._ahead


def later(own: OwnHome, ahead: int) -> StoreAccess:
    access = store_access(Home(own.path))
    return StoreAccess(access.home, _Later(access, ahead), access.prove_key, access.connect)


def told(finding: Finding) -> tuple[str, str]:
    text = finding.text
    return finding.result, text.code if isinstance(text, Wording) else text.en


def test_the_doctor_tells_of_a_timestamp_that_is_overdue(own: OwnHome, replier: Replier, url: str) -> None:
    """HUB-944: an hour after the first checkpoint; then a day and an hour after a timestamp, once the log has grown."""
    configure(own, url, replier)

    def look(ahead: int) -> tuple[str, str]:
        trusted = lambda: require_timestamp_authorities(Home(own.path))  # noqa: E731
        (found,) = look_at_timestamps(later(own, ahead), trusted)
        return told(found)

    assert (look(0), look(HOUR + 60 * SECOND)) == (("ok", "none yet"), ("warning", "HUB-944"))
    hub(own.path, "audit", "timestamp")
    assert look(3 * DAY)[0] == "ok"
    own.accept("two")
    assert (look(DAY)[0], look(DAY + 2 * HOUR)) == ("ok", ("warning", "HUB-944"))


def test_the_doctor_tells_of_a_witness_that_does_not_cosign(own: OwnHome) -> None:
    """HUB-941: an hour after the first checkpoint that it has not cosigned."""

    names, histories = ["one/witness", "two/witness"], FileHistories(own.path / "audit" / "histories")

    def look(ahead: int) -> list[tuple[str, str]]:
        return [told(found) for found in look_at_witnesses(later(own, ahead), names, histories)]

    with own.store() as store, store.log.read() as log:
        sealed = log.sealed()
        assert sealed is not None
    assert [result for result, _ in look(0)] == ["ok", "ok"]
    assert look(HOUR + 60 * SECOND) == [("warning", "HUB-941")] * 2
    with own.store() as store:
        store.log.keep_cosignature(sealed.size, "one/witness", "a line\n")
    assert look(HOUR + 60 * SECOND) == [
        ("ok", f"one/witness has cosigned {sealed.size} entries"),
        ("warning", "HUB-941"),
    ]
    histories.keep("two/witness", "9", "4")
    assert look(0) == [("failure", "HUB-943"), ("ok", f"one/witness has cosigned {sealed.size} entries")]
