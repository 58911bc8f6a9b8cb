"""What a new user mistypes is answered with what is meant: each mistake of misuses.yaml, in both languages."""

import json
import shlex
import shutil
import socket
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from money import a_payment
from rig import a_credit_authorization, catalogue, usccs
from shapes import body_of
from verbs import hub, hub_json, typed

from hub.bootstrap.home import make_home
from hub.home.place import Home
from hub.home.reading import FILE

MISTAKES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("misuses.yaml").read_text("utf-8"))
_RECEIPT = (
    '<TechnicalReceipt xmlns="urn:single-window-hub:1"><Header><MessageId>p-1</MessageId><Sender>ping-an</Sender>'
    "<Receiver>hub</Receiver></Header></TechnicalReceipt>"
)
_uscc = usccs()


@dataclass(frozen=True)
class Place:
    """Where mistakes are made."""

    root: Path
    names: Mapping[str, str]
    """What stands in braces in a mistake."""

    def home(self, mistake: Mapping[str, Any]) -> Path | None:
        """The home that the mistake is about; None: none is named."""
        if "toml" in mistake:
            return self._with_settings(str(mistake["mistake"]), mistake["toml"].encode())
        name = mistake.get("home", "made")
        return None if name is None else Path(self.names.get(name, str(self.root / name)))

    def _with_settings(self, name: str, text: bytes) -> Path:
        home = self.root / "settings" / name.replace(" ", "-")
        home.mkdir(parents=True, exist_ok=True)
        (home / FILE).write_bytes(text)
        return home


@pytest.fixture(scope="module")
def place(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    root = tmp_path_factory.mktemp("misuse")
    made, files = root / "above" / "home", root / "files"
    shutil.copytree(home, made)
    _make_homes(root, made)
    files.mkdir()
    names = {"made": str(made), "above": str(made.parent), "inside": str(made / "queues"), "files": str(files)}
    with socket.create_server(("127.0.0.1", 0)) as busy:
        yield Place(root, names | {"port": str(busy.getsockname()[1])} | _ids(made) | _make_files(made, files))


def _make_homes(root: Path, made: Path) -> None:
    (root / "empty").mkdir()
    (root / "file").write_text("not a home")
    (root / "emptied").mkdir()
    (root / "emptied" / FILE).touch()
    make_home(Home(root / "half"), ["ping-an"], ["national"])
    (root / "half" / "store.sqlite").unlink()
    text = (made / FILE).read_bytes()
    odd = {
        "bom": b"\xef\xbb\xbf" + text,
        "crlf": text.replace(b"\n", b"\r\n"),
        "gbk": 'id = "hub"\n# 审计库\n'.encode("gbk"),
    }
    for name, content in odd.items():
        (root / name).mkdir()
        shutil.copy(made / "store.sqlite", root / name)
        (root / name / FILE).write_bytes(content)


def _ids(made: Path) -> dict[str, str]:
    shown = hub_json(made, "show", "accepted-1")
    row, group = hub_json(made, "quarantine"), hub_json(made, "quarantine", "--groups")
    return {
        "document": shown["document"]["document"],
        "message": shown["messages"][0]["id"],
        "quarantined": row["id"],
        "group": group["name"],
        "certificate": str(made / "simulate/ping-an/certificate.pem"),
        "key": str(made / "simulate/ping-an/key.pem"),
    }


def _make_files(made: Path, files: Path) -> dict[str, str]:
    form = a_credit_authorization(next(_uscc), id="form-1")
    text = json.dumps(form, ensure_ascii=False)
    (message,) = (made / "queues" / "ping-an" / "InBox").glob("*.xml")
    bodies = {
        "form.json": text.encode(),
        "empty.json": b"",
        "cut.json": text.encode()[:-20],
        "gbk.json": text.encode("gbk"),
        "utf16.json": text.encode("utf-16"),
        "list.json": f"[{text},{text}]".encode(),
        "lines.json": f"{text}\n{text}\n".encode(),
        "large.json": b'{"id": "' + b"x" * (16 * 1024 * 1024) + b'"}',
        "long-id.json": json.dumps(form | {"id": "x" * 65}).encode(),
        "attribute.xml": body_of(catalogue(), "national", form, "xml").replace(
            b"<submission", b'<submission version="1"'
        ),
        "control.json": json.dumps(form | {"party": "ping\x01an"}).encode(),
        "surrogate.json": json.dumps(form | {"party": "ping\ud800an"}).encode(),
        "twice.xml": body_of(catalogue(), "national", form, "xml").replace(b"<party>", b"<party>x</party><party>"),
        "list.xml": body_of(catalogue(), "national", a_payment(next(_uscc), "A-1", {"1": "1.00", "2": "2.00"}), "xml"),
        "form.pdf": b"%PDF-1.7\n\xe2\xe3",
        "noise.bin": bytes(range(256)),
        "message.xml": message.read_bytes(),
        "receipt.xml": _RECEIPT.encode(),
        "pain.xml": b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"/>',
        "event.json": json.dumps({"specversion": "1.0", "type": "status", "id": "1", "data": {}}).encode(),
        "plan.json": hub(made, "replay", "plan").stdout,
        "script.yaml": b"answers:\n- party: customs\n  document: CreditAuthorization\n  do: []\n",
        "unknown-party.yaml": b"answers:\n- party: pingan\n  document: CreditAuthorization\n  do: []\n",
        "liaoning.json": body_of(catalogue(), "liaoning", form, "json"),
        "liaoning.xml": body_of(catalogue(), "liaoning", form, "xml"),
    }
    for name, body in bodies.items():
        (files / name).write_bytes(body)
    with zipfile.ZipFile(files / "form.zip", "w") as packed:
        packed.writestr("form.json", text)
    with zipfile.ZipFile(files / "record.asice", "w") as packed:
        packed.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
    return {"form": str(files / "form.json")}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["mistake"])
def test_a_mistake_is_answered_with_what_is_meant(place: Place, mistake: dict[str, Any]) -> None:
    """With its exit code, in both languages, on one line where it has a code, and without a secret."""
    home = place.home(mistake)
    before = () if home is None else ("--home", str(home))
    words = [word.format_map(place.names) for word in shlex.split(mistake["words"])]
    seen = {name: str(value).format_map(place.names) for name, value in mistake.get("env", {}).items()}
    done = typed([*before, *words], {**seen, "HUB_LANG": "en"})
    said = (done.stdout + done.stderr).decode()
    assert (done.returncode, [part for part in _parts(place, mistake, "says") if part not in said]) == (
        mistake["exit"],
        [],
    ), said
    assert mistake.get("hides", "\0") not in said
    if "zh" in mistake:
        shown = typed([*before, *words], {**seen, "HUB_LANG": "zh"}).stderr.decode()
        assert [part for part in _parts(place, mistake, "zh") if part not in shown] == [], shown


def _parts(place: Place, mistake: Mapping[str, Any], name: str) -> list[str]:
    return [str(part).format_map(place.names) for part in mistake[name]]


def test_no_mistake_is_told_twice() -> None:
    """At least a hundred, each by its own name."""
    names = [mistake["mistake"] for mistake in MISTAKES]
    assert (len(set(names)), len(names) >= 100) == (len(names), True)
