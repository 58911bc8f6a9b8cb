"""The worked examples in docs/examples, played as their pages say: files into a home, then the operator's verbs."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from rig import ROOT
from verbs import ENVIRONMENT, hub, hub_json

from adapters.folder import drop
from adapters.signing import FileSigner
from adapters.x509 import load_key
from hub.bootstrap.clock import SystemClock
from hub.xml.build import add, new_message
from hub.xml.times import on_wire

EXAMPLES = ROOT / "docs" / "examples"
TIMEOUT_S = 300.0
INSURER = "example-insurance"
pytestmark = pytest.mark.slow


@contextmanager
def a_hub_at_work(example: str, home: Path) -> Iterator[None]:
    """The home made from an example's files, a hub and the example's simulated party in it."""
    for folder in ("routes", "xsd"):
        shutil.copytree(EXAMPLES / example / folder, home / folder)
    assert hub(home, "init").returncode == 0
    assert hub(home, "check").returncode == 0
    script = EXAMPLES / example / "insurer.yaml"
    verb = [sys.executable, "-m", "hub", "--home", str(home)]
    started = [
        subprocess.Popen([*verb, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        for words in (["run"], ["simulate", str(script)])
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(TIMEOUT_S)


def submit(home: Path, example: str, file: str, portal: str = "liaoning") -> None:
    done = hub(home, "submit", str(EXAMPLES / example / file), "--portal", portal)
    assert done.returncode == 0, done.stderr


def comes_to(home: Path, name: str, status: str) -> Any:
    """What `hub show` tells of a document once it stands there."""
    shown: Any = None
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end:
        shown = hub_json(home, "show", name)
        if isinstance(shown, dict) and shown["document"]["status"] == status:
            return shown
        time.sleep(0.5)
    pytest.fail(f"{name} does not come to {status}: {shown}")


def test_a_small_document_type_is_added_by_three_files(tmp_path: Path) -> None:
    """A route, a schema and a code list: submitted, answered, told to the portal."""
    home = tmp_path / "home"
    with a_hub_at_work("new-document", home):
        submit(home, "new-document", "submission.json", "national")
        comes_to(home, "EXAMPLE-Q01", "S")
    trail = hub(home, "show", "EXAMPLE-Q01", "--json").stdout.decode()
    assert "按千分之二点三计算" in trail


def test_a_third_insurer_with_a_dialect_is_added_by_files(tmp_path: Path) -> None:
    """It gets its own QuotaReq, and its own QuotaResp grants the quota."""
    home = tmp_path / "home"
    with a_hub_at_work("third-insurer", home):
        submit(home, "third-insurer", "authorization.json")
        comes_to(home, "EXAMPLE-A01", "S")
        submit(home, "third-insurer", "quota-application.json")
        comes_to(home, "EXAMPLE-A02", "P004")
        body = sent_message(home, "EXAMPLE-A02")
        own = etree.fromstring(body).find(".//QuotaReq")
        assert own is not None
        schema = etree.XMLSchema(etree.parse(str(EXAMPLES / "third-insurer/xsd/example-insurance.xsd")))
        assert schema.validate(etree.fromstring(etree.tostring(own)))
        assert [own.findtext(path) for path in ("Kind", "Want", "Linkman/Name")] == ["NEW", "5000000.00", "示例联系人1"]
        drop(home / "queues", INSURER, "answer.xml", the_insurers_answer(home, body))
        comes_to(home, "EXAMPLE-A02", "S")


def sent_message(home: Path, name: str) -> bytes:
    """The bytes of the message that went out for a document."""
    messages = hub_json(home, "show", name)["messages"]
    (message,) = (m["id"] for m in messages if m["direction"] == "out" and m["kind"] == "business")
    return hub(home, "show", name, "--message", message, "--raw").stdout


def the_insurers_answer(home: Path, body: bytes) -> bytes:
    """A QuotaResp on a carrier, as the page shows it, signed with the insurer's development key."""
    (shown,) = re.findall(r"```xml\n(.*?)```", (EXAMPLES / "third-insurer.md").read_text("utf-8"), re.DOTALL)
    answered, now = etree.fromstring(body), on_wire(SystemClock().now())
    header = {"MessageId": "example-1", "Sender": INSURER, "Receiver": "hub", "CreatedAt": now}
    root = new_message("Carrier", header, prefix="h")
    name = answered.findtext("{*}Header/{*}MessageId")
    add(add(root, "InReplyTo"), {"MessageId": name, "Digest": sha256(body).hexdigest()})
    add(root, "Body").append(etree.fromstring(shown))
    folder = home / "simulate" / INSURER
    return FileSigner(load_key(folder / "key.pem", folder / "certificate.pem"), SystemClock()).sign(root)
