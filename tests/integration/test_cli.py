"""The command line as an operator and other tools use it: JSON, exit codes, one line for what goes wrong."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from printed_json import check_printed
from rig import a_credit_authorization, a_quota_application, catalogue, usccs
from shapes import body_of
from verbs import ENVIRONMENT, hub, hub_json

from adapters.folder import drop
from adapters.store import open_store
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.home import make_home
from hub.bootstrap.worker import open_worker
from hub.home.place import Home

_uscc = usccs()


def test_log_prints_the_documented_fields(home: Path) -> None:
    """One object a line: what other tools rely on."""
    newest, oldest = hub_json(home, "log")
    assert list(newest) == [
        *("record", "document", "type", "portal", "party", "enterprise", "status", "label_zh", "label_en"),
        *("list_label_zh", "list_label_en", "final", "disputed", "updated_at", "submission", "submitted_at", "tracks"),
    ]
    assert {newest["status"], oldest["status"]} == {"P002", "H001"}


def test_log_filters(home: Path) -> None:
    """Each filter leaves only what it names."""
    assert hub_json(home, "log", "--status", "H001")["type"] == "quota-application"
    assert hub_json(home, "log", "--type", "credit-authorization")["status"] == "P002"
    assert hub_json(home, "log", "--portal", "liaoning") == []
    assert hub_json(home, "log", "--party", "boc-insurance") == []


def test_show_prints_the_documented_fields(home: Path) -> None:
    """Document, transitions, messages and observations, each with the fields other tools rely on."""
    shown = hub_json(home, "show", "accepted-1")
    assert list(shown) == ["document", "transitions", "messages", "observations", "to_sign", "left", "held", "family"]
    assert shown["document"]["references"] == {}
    first, second = shown["transitions"]
    assert {"seq", "at", "track", "from", "to", "label_zh", "label_en", "cause", "message", "hash"} <= set(first)
    assert (first["from"], first["to"], second["from"], second["to"]) == (None, "P001", "P001", "P002")
    (message,) = shown["messages"]
    assert list(message) == ["id", "direction", "party", "kind", "sha256", "size", "at", "encrypted", "left"]
    assert second["message"] == message["id"]


def test_a_raw_message_is_exactly_the_stored_bytes(home: Path) -> None:
    """What comes out has the recorded digest and size, and is what lies in the party's InBox."""
    (message,) = hub_json(home, "show", "accepted-1")["messages"]
    raw = hub(home, "show", "accepted-1", "--message", message["id"], "--raw").stdout
    assert hashlib.sha256(raw).hexdigest() == message["sha256"]
    assert len(raw) == message["size"]
    assert raw == (home / "queues" / "ping-an" / "InBox" / f"{message['id']}.xml").read_bytes()


def test_a_refusal_shows_each_fault_in_both_languages(home: Path) -> None:
    """The trail of a refused document names the portal's own field."""
    text = hub(home, "show", "refused-1").stdout.decode()
    assert "data.contact" in text
    assert "HUB-201" in text
    assert "企业联系人为必填项" in text


def test_what_looks_like_markup_in_a_value_stays_text(tmp_path: Path) -> None:
    """A submission cannot blind the operator."""
    root = Home(tmp_path)
    make_home(root, ["boc-insurance", "ping-an"], ["liaoning", "national"])
    form = a_credit_authorization(next(_uscc)) | {"id": "[/x]1"}
    form["enterprise"]["name"] = "某[/x][red]公司"
    drop(root.queues, "national", "1.json", json.dumps(form).encode())
    with open_worker(root) as worker:
        looks = iter([False, False, True])
        worker.run(lambda: next(looks))
    for words in (("log",), ("show", "[/x]1")):
        done = hub(tmp_path, *words)
        assert (done.returncode, "某[/x][red]公司" in done.stdout.decode()) == (0, True)


def test_a_party_is_no_portal_to_submit_for(home: Path) -> None:
    """What is dropped on a party's queue would be refused in the party's name."""
    done = hub(home, "submit", __file__, "--portal", "ping-an")
    assert (done.returncode, b"HUB-710" in done.stderr) == (3, True)


@pytest.mark.parametrize("kind", ["json", "xml"])
@pytest.mark.parametrize("portal", ["national", "liaoning", "shaanxi", "guangdong"])
def test_what_is_submitted_is_named_by_its_id_in_any_shape(tmp_path: Path, portal: str, kind: str) -> None:
    """Where the portal's file says that it stands, in JSON and in XML."""
    make_home(Home(tmp_path / "home"), ["boc-insurance", "ping-an"], [portal])
    form = a_credit_authorization(next(_uscc), id=f"{portal}-{kind}-1")
    (tmp_path / "dropped").write_bytes(body_of(catalogue(), portal, form, kind))
    found = hub_json(tmp_path / "home", "submit", str(tmp_path / "dropped"), "--portal", portal)
    assert found["submission"] == f"{portal}-{kind}-1"
    shown = hub(tmp_path / "home", "submit", str(tmp_path / "dropped"), "--portal", portal).stdout.decode()
    assert f"{portal}-{kind}-1" in shown


def test_quarantine_lists_what_could_not_be_read(home: Path) -> None:
    """With code and owner; the bytes are in the store under the digest."""
    row = hub_json(home, "quarantine")
    assert (row["owner"], row["code"]) == ("liaoning", "HUB-102")
    store = open_store(f"sqlite:///{home / 'store.sqlite'}")
    assert store.archive.payload(row["payload"]) == b"{half"
    store.close()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "nobody-knows"), 3, "HUB-704"),
        (("show", "accepted-1", "--message", "none", "--raw"), 3, "HUB-704"),
        (("show", "accepted-1", "--raw"), 2, "HUB-711"),
        (("submit", "/nowhere.json"), 4, "HUB-705"),
        (("submit", __file__, "--portal", "nobody"), 3, "HUB-710"),
        (("explain", "/nowhere.json"), 4, "HUB-705"),
        (("simulate", "/nowhere.yaml"), 4, "HUB-70"),
        (("no-such-verb",), 2, "No such command"),
    ],
)
def test_what_goes_wrong_is_one_line_and_a_documented_exit_code(
    home: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """An operator sees what to put right, never a traceback."""
    done = hub(home, *words)
    assert done.returncode == code, done.stderr.decode()
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1 or "HUB-" not in said


@pytest.mark.parametrize("verb", ["log", "run", "quarantine", "show x", "submit x"])
def test_a_directory_that_is_no_home_is_said_so(tmp_path: Path, verb: str) -> None:
    """Exit 4, and the way out."""
    done = hub(tmp_path, *verb.split())
    assert (done.returncode, b"hub init" in done.stderr) == (4, True)


@pytest.mark.parametrize("text", ["id = 7", "stroe = 'x'", "id =", "[work]\nbatch = 0"])
def test_a_misspelt_setting_is_an_error(tmp_path: Path, text: str) -> None:
    """Settings are closed; exit 4 names the place."""
    (tmp_path / "hub.toml").write_text(text)
    done = hub(tmp_path, "log")
    assert (done.returncode, b"HUB-702" in done.stderr) == (4, True)


def test_init_twice_keeps_what_is_there(tmp_path: Path) -> None:
    """The second run makes nothing and changes no key."""
    assert "keys/hub/key.pem" in hub_json(tmp_path, "init")["made"]
    key = (tmp_path / "keys" / "hub" / "key.pem").read_bytes()
    assert hub_json(tmp_path, "init")["made"] == []
    assert (tmp_path / "keys" / "hub" / "key.pem").read_bytes() == key


def test_check_names_file_and_line_of_what_a_home_breaks(home: Path, tmp_path: Path) -> None:
    """A home's own route is proved like a packaged one; nothing starts on a broken one."""
    hub(tmp_path, "init")
    route = tmp_path / "routes" / "duty-guarantee" / "duty-policy.yaml"
    route.parent.mkdir(parents=True)
    packaged = Path(__file__).parents[2] / "routes" / "duty-guarantee" / "duty-policy.yaml"
    route.write_text(
        packaged.read_text("utf-8").replace("InvoiceInformation/Bank", "InvoiceInformation/Banker"), "utf-8"
    )
    line = 1 + route.read_text("utf-8").splitlines().index("  invoice_bank: InvoiceInformation/Banker")
    done = hub(tmp_path, "check", "--json")
    (found,) = json.loads(done.stdout)["faults"]
    assert (done.returncode, found["file"], found["line"]) == (1, "routes/duty-guarantee/duty-policy.yaml", line)
    assert hub(tmp_path, "run").returncode == 4
    assert hub_json(home, "check")["faults"] == []


def test_explain_tells_and_does_nothing(home: Path, tmp_path: Path) -> None:
    """The mapping line by line, the faults, the verdict; the store is as it was."""
    before = hub(home, "log", "--json").stdout
    file = tmp_path / "form.json"
    file.write_text(json.dumps(a_credit_authorization(next(_uscc))), "utf-8")
    told = hub_json(home, "explain", str(file))
    assert {"target": "Seal/Type", "source": "data.seal.type", "converter": "code seal-type", "value": "1"} in told[
        "mapping"
    ]
    assert (told["verdict"], told["faults"]) == ("accepted as P001, signed and sent", [])
    file.write_text(json.dumps(a_quota_application(next(_uscc))), "utf-8")
    refused = hub(home, "explain", str(file), "--json")
    assert (refused.returncode, json.loads(refused.stdout)["faults"][0]["code"]) == (1, "HUB-301")
    assert hub(home, "log", "--json").stdout == before


def test_a_hub_runs_alone_in_its_home_and_stops_on_request(tmp_path: Path) -> None:
    """A second one is turned away; SIGTERM ends the first with exit code 0."""
    hub(tmp_path, "init")
    command = [sys.executable, "-m", "hub", "--home", str(tmp_path), "run", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as first:
        assert first.stdout is not None
        ready = first.stdout.readline().decode()
        check_printed(["run", "--json"], ready)
        assert json.loads(ready)["event"] == "ready"
        second = hub(tmp_path, "run")
        assert (second.returncode, b"HUB-706" in second.stderr) == (4, True)
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=120) == 0


def test_log_follows_documents_as_they_move(tmp_path: Path) -> None:
    """A document that moves while `log --follow` runs appears with its new status."""
    root = Home(tmp_path)
    make_home(root, ["boc-insurance", "ping-an"], ["liaoning", "national"])
    command = [sys.executable, "-m", "hub", "--home", str(tmp_path), "log", "--follow", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as following:
        time.sleep(1)
        drop(root.queues, "national", "1.json", json.dumps(a_credit_authorization(next(_uscc))).encode())
        with open_worker(root) as worker:
            looks = iter([False, False, True])
            worker.run(lambda: next(looks))
        assert following.stdout is not None
        moved = following.stdout.readline().decode()
        check_printed(["log", "--follow", "--json"], moved)
        assert json.loads(moved)["type"] == "credit-authorization"
        following.send_signal(signal.SIGINT)
        assert following.wait(timeout=120) == 0


def test_simulated_parties_tell_what_they_meet(home: Path, tmp_path: Path) -> None:
    """Each line is as the published schema says, from the first message to the end."""
    shutil.copytree(home, tmp_path / "home")
    script = Path(__file__).parents[1] / "examples" / "quota" / "insurers.yaml"
    command = [sys.executable, "-m", "hub", "--home", str(tmp_path / "home"), "simulate", str(script), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as playing:
        assert playing.stdout is not None
        first = playing.stdout.readline().decode()
        playing.send_signal(signal.SIGTERM)
        lines = [first, *(line.decode() for line in playing.stdout)]
        assert playing.wait(timeout=60) == 0
    check_printed(["simulate", "--json"], "".join(lines))
    assert [json.loads(line)["event"] for line in (lines[0], lines[-1])] == ["received", "stopped"]


def test_the_clock_counts_microseconds() -> None:
    """A time in the model is microseconds since 1970."""
    assert abs(SystemClock().now() / 1e6 - time.time()) < 5
