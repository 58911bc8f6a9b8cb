"""A home of a test's own, where the test plays portals, parties and the hub in turn."""

import json
from collections.abc import Mapping
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from published import faults_of_event
from rig import a_credit_authorization, catalogue, put, usccs
from shapes import in_ours

from adapters.folder import FolderQueue, drop
from adapters.signing import FileSigner
from adapters.store import open_store
from adapters.x509 import load_key
from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.home import make_home
from hub.bootstrap.ports import wire
from hub.bootstrap.worker import open_worker
from hub.flow.worker import Worker
from hub.home.place import Home
from hub.home.reading import FILE
from hub.model import Message
from hub.ports import Store, Trail
from hub.xml.build import add, new_message
from hub.xml.times import on_wire

_uscc, _names = usccs(), count(1)


def _run(worker: Worker) -> None:
    looks = count()
    worker.run(lambda: next(looks) > 3)


class OwnHome:
    """A home on a store, with development keys."""

    def __init__(self, path: Path, store_url: str) -> None:
        self.path = path
        path.mkdir()
        (path / FILE).write_text(f'store = "{store_url}"\ndxp_id = "HUB0001"\n', "utf-8")
        self.home = Home(path)
        make_home(self.home, ["boc-insurance", "ping-an"], ["liaoning", "national"])

    def store(self) -> "closing[Store]":
        return closing(open_store(self.home.store_url))

    def trail(self, name: str) -> Trail:
        """Of the one document with this name."""
        with self.store() as store:
            (found,) = store.documents.find(name)
            trail = store.documents.trail(found.id)
        assert trail is not None
        return trail

    def message(self, name: str) -> Message:
        """The one message that was sent for a document."""
        (found,) = (m for m in self.trail(name).messages if m.direction == "out" and m.kind == "business")
        return found

    # ---- the hub -----------------------------------------------------------------------------

    def work(self) -> None:
        """Let a worker take what there is, and send what is promised."""
        with open_worker(self.home) as worker:
            _run(worker)

    def work_without(self, party: str) -> None:
        """The same, with queues on which this party has no place."""
        catalogue = sound_catalogue(self.home)
        owners = [*catalogue.portals, *(catalogue.parties.keys() - {party})]
        queue = FolderQueue(self.home.queues, owners, "w", SystemClock())
        with self.store() as store, closing(queue):
            ports = wire(self.home, queue, store, "w")
            _run(Worker(self.home.settings.id, catalogue, ports, batch=100, wait=0.05))

    # ---- a portal ----------------------------------------------------------------------------

    def accept(self, *names: str) -> None:
        """Bring credit authorizations to P002."""
        for name in names:
            self.submit(a_credit_authorization(next(_uscc)) | {"id": name})
        self.work()

    def submit(self, form: Mapping[str, Any], portal: str = "national") -> None:
        drop(self.home.queues, portal, f"{next(_names)}.json", json.dumps(form).encode())

    def events(self, portal: str = "national") -> dict[str, bytes]:
        """What the portal was told and has not taken yet, by event id."""
        bodies = [file.read_bytes() for file in (self.home.queues / portal / "InBox").glob("*.json")]
        told = {json.loads(body)["id"]: body for body in bodies}
        ours = [in_ours(catalogue(), portal, json.loads(body)) for body in told.values()]
        assert [fault for event in ours for fault in faults_of_event(event)] == []
        return told

    # ---- a party -----------------------------------------------------------------------------

    def arrived(self, party: str = "ping-an") -> dict[str, bytes]:
        """What the party was sent and has not taken yet, by message id."""
        return {file.stem: file.read_bytes() for file in (self.home.queues / party / "InBox").glob("*.xml")}

    def take_all(self, owner: str) -> None:
        for file in (self.home.queues / owner / "InBox").glob("*"):
            file.unlink()

    def receipt(self, message: Message, code: str = "accepted", party: str = "ping-an", **more: Any) -> bytes:
        """A technical receipt, signed as the simulated party does."""
        key = load_key(self.home.simulate / party / "key.pem", self.home.simulate / party / "certificate.pem")
        header = {"MessageId": f"{party}-{next(_names)}", "Sender": party, "Receiver": "hub"}
        root = new_message("TechnicalReceipt", header | {"CreatedAt": on_wire(SystemClock().now())})
        add(add(root, "InReplyTo"), {"MessageId": message.id, "Digest": message.digest})
        put(root, {"Code": code, **more})
        return FileSigner(key, SystemClock()).sign(root)

    def reply(self, body: bytes, party: str = "ping-an") -> None:
        drop(self.home.queues, party, f"{next(_names)}.xml", body)
