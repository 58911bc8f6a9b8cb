"""`hub init` in a home that has lost something: what is certain is mended, the rest is named."""

import os
import stat
from itertools import count
from pathlib import Path

import pytest
from verbs import hub, hub_json

from adapters.x509 import load_key
from hub.bootstrap.home import make_home
from hub.home.place import Home

KEYS = ("keys/hub/key.pem", "simulate/ping-an/key.pem", "simulate/boc-insurance/key.pem")
PAIR, REGISTERED = "simulate/ping-an", "keys/parties/ping-an/development.pem"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    assert set(KEYS) < set(hub_json(tmp_path, "init")["made"])
    return tmp_path


def test_a_lost_registration_is_made_again(made: Path) -> None:
    """From the simulated party's own pair."""
    before = (made / REGISTERED).read_bytes()
    (made / REGISTERED).unlink()
    assert hub_json(made, "init")["made"] == [REGISTERED]
    assert (made / REGISTERED).read_bytes() == before
    (made / REGISTERED).unlink()
    (made / REGISTERED).parent.rmdir()
    assert hub_json(made, "init")["made"] == [REGISTERED]


def test_a_lost_certificate_comes_back_from_the_register(made: Path) -> None:
    """The one that belongs to the key."""
    (made / PAIR / "certificate.pem").unlink()
    assert hub_json(made, "init")["made"] == [f"{PAIR}/certificate.pem"]
    load_key(made / PAIR / "key.pem", made / PAIR / "certificate.pem")


def test_a_party_with_a_certificate_of_its_own_gets_no_development_key(made: Path) -> None:
    """Neither a new pair nor the registration of an old one: `hub init` also brings a store in use up to date."""
    real = made / "keys/parties/ping-an/2026.pem"
    real.write_bytes((made / "keys/parties/boc-insurance/development.pem").read_bytes())
    (made / REGISTERED).unlink()
    assert hub_json(made, "init")["made"] == []
    for file in (made / PAIR).iterdir():
        file.unlink()
    assert hub_json(made, "init")["made"] == []


def cut_at(number: int, home: Home) -> bool:
    """Make a home in a process that ends at the file or folder that it brings to the disk as that number.

    What was not on the disk then is lost: the file is empty. Returns whether it got so far.
    """
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    fsync, calls = os.fsync, count(1)

    def cut(descriptor: int) -> None:
        if next(calls) == number:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.ftruncate(descriptor, 0)
            os._exit(9)
        fsync(descriptor)

    code = 1
    try:
        vars(os)["fsync"] = cut
        make_home(home, ["ping-an"], ["national"])
        code = 0
    finally:
        os._exit(code)


def test_a_power_cut_at_any_moment_leaves_what_init_finishes(tmp_path: Path) -> None:
    """No empty settings, key or certificate ever counts as there, and no half of a pair is left."""
    cuts = 0
    for number in count(1):
        home = Home(tmp_path / str(number))
        if not cut_at(number, home):
            break
        cuts += 1
        make_home(home, ["ping-an"], ["national"])
        assert home.settings.dxp_id == "HUB0001"
        for folder in (home.keys / "hub", home.simulate / "ping-an"):
            load_key(folder / "key.pem", folder / "certificate.pem")
        assert (home.path / REGISTERED).read_bytes() == (home.path / PAIR / "certificate.pem").read_bytes()
    assert cuts > 10


@pytest.mark.parametrize(
    "emptied",
    [
        ["hub.toml"],
        ["keys/hub/key.pem", "keys/hub/certificate.pem"],
        [f"{PAIR}/certificate.pem"],
        [REGISTERED],
        [f"{PAIR}/key.pem", f"{PAIR}/certificate.pem", REGISTERED],
    ],
)
def test_what_is_empty_is_made_again(made: Path, emptied: list[str]) -> None:
    """As if it were not there."""
    for name in emptied:
        (made / name).write_bytes(b"")
    assert hub(made, "init").returncode == 0
    assert [name for name in emptied if not (made / name).read_bytes()] == []
    assert [c["name"] for c in hub_json(made, "doctor")["checks"] if c["result"] != "ok"] == []


@pytest.mark.parametrize("emptied", ["keys/hub/key.pem", "keys/hub/certificate.pem", f"{PAIR}/key.pem"])
def test_an_empty_half_of_a_pair_is_refused_as_a_lost_one(made: Path, emptied: str) -> None:
    """HUB-707: the other half may be elsewhere."""
    (made / emptied).write_bytes(b"")
    done = hub(made, "init")
    assert (done.returncode, b"HUB-707" in done.stderr, (made / emptied).read_bytes()) == (4, True, b"")


@pytest.mark.parametrize(
    ("lost", "left"),
    [
        (["keys/hub/certificate.pem"], "keys/hub/key.pem"),
        (["keys/hub/key.pem"], "keys/hub/certificate.pem"),
        ([f"{PAIR}/certificate.pem", REGISTERED], f"{PAIR}/key.pem"),
        ([f"{PAIR}/key.pem"], f"{PAIR}/certificate.pem"),
    ],
)
def test_half_a_pair_is_refused_and_left_alone(made: Path, lost: list[str], left: str) -> None:
    """HUB-707 names both halves; no key is made or written over."""
    for name in lost:
        (made / name).unlink()
    before = {path: path.read_bytes() for path in made.rglob("*.pem")}
    done = hub(made, "init")
    text = done.stderr.decode()
    assert (done.returncode, text.count("\n"), "HUB-707" in text) == (4, 1, True)
    assert (str(made / left) in text, str(made / lost[0]) in text) == (True, True)
    assert {path: path.read_bytes() for path in made.rglob("*.pem")} == before
    (made / left).rename(made / "aside.pem")
    assert hub(made, "init").returncode == 0


def test_a_certificate_of_another_key_is_not_registered(made: Path) -> None:
    """HUB-707: what it signs could not be verified."""
    (made / PAIR / "certificate.pem").write_bytes((made / "simulate/boc-insurance/certificate.pem").read_bytes())
    (made / REGISTERED).unlink()
    done = hub(made, "init")
    assert (done.returncode, b"HUB-707" in done.stderr, (made / REGISTERED).exists()) == (4, True, False)


def test_keys_that_the_settings_name_are_not_made(made: Path) -> None:
    """An operator's own key is the operator's to bring."""
    settings = made / "hub.toml"
    settings.write_text(settings.read_text("utf-8") + 'key = "real.pem"\ncertificate = "real-certificate.pem"\n')
    for file in (made / "keys/hub").iterdir():
        file.unlink()
    assert hub_json(made, "init")["made"] == []
