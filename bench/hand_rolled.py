"""(f) The tutorial way with the same packages, as a team would write it in an afternoon.

A key in PEM text for each signature, xmlschema for each message, a session and a commit for each step, and a
publish that waits for its confirm.
"""

import hashlib
import json
import time
import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pika
import xmlschema
from lxml import etree
from pika.channel import Channel
from pika.spec import Basic
from settings import HUB, MESSAGES, PORTAL, STATUS, SUBMIT, XSD, read_settings, tell_ready
from signxml import methods
from signxml.algorithms import CanonicalizationMethod
from signxml.signer import XMLSigner
from sqlalchemy import BigInteger, ForeignKey, create_engine, make_url, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

settings = read_settings()
engine = create_engine(make_url(settings.store).set(drivername="postgresql+psycopg"))
schema = xmlschema.XMLSchema(str(XSD))
KEY = settings.file(HUB, "key.pem").read_text()
CERTIFICATE = settings.file(HUB, "certificate.pem").read_text()
ALGORITHM = "rsa-sha256" if settings.is_rsa else "ecdsa-sha256"
NAMESPACE = "urn:single-window-hub:1"


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "document"
    id: Mapped[str] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(index=True)
    sender_ref: Mapped[str] = mapped_column(index=True)
    body: Mapped[bytes]
    status: Mapped[str]


class Message(Base):
    __tablename__ = "message"
    id: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"))
    digest: Mapped[str]
    body: Mapped[bytes]


class Transition(Base):
    __tablename__ = "transition"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    status: Mapped[str]
    at: Mapped[int] = mapped_column(BigInteger)


def build_xml(form: dict[str, Any], message_id: str, document_id: str) -> etree._Element:
    root = etree.Element(f"{{{NAMESPACE}}}CreditAuthorization", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs know no default namespace
    header = add(root, "Header")
    add(header, "MessageId", message_id)
    add(header, "DocumentId", document_id)
    add(header, "Sender", HUB)
    add(header, "Receiver", form["party"])
    add(header, "CreatedAt", datetime.now(UTC).astimezone(timezone(timedelta(hours=8))).isoformat())
    enterprise = add(root, "Enterprise")
    add(enterprise, "Uscc", form["enterprise"]["uscc"])
    add(enterprise, "CustomsCode", form["enterprise"]["customs_code"])
    add(enterprise, "Name", form["enterprise"]["name"])
    data, seal = form["data"], add(root, "Seal")
    add(seal, "Holder", data["seal"]["holder"])
    add(seal, "CertificateCn", data["seal"]["certificate_cn"])
    add(seal, "UserName", data["seal"]["user_name"])
    add(seal, "Name", data["seal"]["name"])
    add(seal, "ValidFrom", data["seal"]["valid_from"])
    add(seal, "ValidTo", data["seal"]["valid_to"])
    add(seal, "Type", {"company": "1"}[data["seal"]["type"]])
    size = add(seal, "Size")
    for name in ("width", "height", "offset"):
        add(size, name.capitalize(), data["seal"]["size"][name])
    add(seal, "Content", data["seal"]["content"])
    add(seal, "Image", data["seal"]["image"])
    add(root, "Authorization", data["authorization"])
    add(root, "Consent", "true" if data["consent"] else "false")
    return root


def add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = text
    return element


def validate(root: etree._Element) -> None:
    if settings.schema_anew:
        xmlschema.XMLSchema(str(XSD)).validate(root)
    else:
        schema.validate(root)


def sign_xml(root: etree._Element) -> bytes:
    signer = XMLSigner(
        method=methods.enveloped,
        signature_algorithm=ALGORITHM,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    return etree.tostring(signer.sign(root, key=KEY, cert=CERTIFICATE))


def is_known(form: dict[str, Any]) -> bool:
    with Session(engine) as session:
        found = select(Document).where(Document.sender == PORTAL, Document.sender_ref == form["id"])
        return session.scalar(found) is not None


def save_document(form: dict[str, Any], body: bytes) -> str:
    with Session(engine) as session:
        document = Document(id=str(uuid.uuid4()), sender=PORTAL, sender_ref=form["id"], body=body, status="new")
        session.add(document)
        session.commit()
        return document.id


def save_message(message_id: str, document_id: str, xml: bytes) -> None:
    with Session(engine) as session:
        session.add(Message(id=message_id, document_id=document_id, digest=hashlib.sha256(xml).hexdigest(), body=xml))
        session.commit()


def move(channel: Channel, document_id: str, status: str) -> None:
    """Set the status, keep the history, and tell the portal."""
    with Session(engine) as session:
        session.get_one(Document, document_id).status = status
        session.add(Transition(document_id=document_id, status=status, at=time.time_ns() // 1000))
        session.commit()
    publish(channel, STATUS, json.dumps({"document": document_id, "status": status, "at": time.time()}).encode())


def publish(channel: Channel, queue: str, body: bytes) -> None:
    """Returns once the broker has confirmed it."""
    properties = pika.BasicProperties(delivery_mode=pika.DeliveryMode.Persistent)
    channel.basic_publish("out", queue, body, properties, mandatory=True)


def on_message(channel: Channel, method: Basic.Deliver, _: pika.BasicProperties, body: bytes) -> None:
    form = json.loads(body)
    if not is_known(form):
        document_id = save_document(form, body)
        message_id = str(uuid.uuid4())
        root = build_xml(form, message_id, document_id)
        validate(root)
        xml = sign_xml(root)
        save_message(message_id, document_id, xml)
        move(channel, document_id, "P001")
        publish(channel, MESSAGES, xml)
        move(channel, document_id, "P002")
    channel.basic_ack(method.delivery_tag)


def main() -> None:
    Base.metadata.create_all(engine)
    connection = pika.BlockingConnection(pika.URLParameters(settings.amqp))
    channel = connection.channel()
    channel.confirm_delivery()
    channel.basic_qos(prefetch_count=1)
    channel.basic_consume(SUBMIT, on_message)
    tell_ready()
    channel.start_consuming()


if __name__ == "__main__":
    main()
