"""Faults of keys and certificates, and of the messages that they signed, for `hub keys check`."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from adapters.encryption.ciphers import Cipher
from hub.bootstrap import keys
from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.encryption import agreed_ciphers
from hub.bootstrap.names import party_names
from hub.bootstrap.store import open_store
from hub.errors import Code, OperatorError
from hub.home.place import Home
from hub.model import Fault, Message
from hub.operate.keys.copies import leftovers
from hub.operate.keys.inspection import (
    doubts_of_encryption,
    doubts_of_ours,
    doubts_of_parties,
    encrypted_for,
    open_to_change,
)
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.views.certificates import CheckResult, CheckView
from hub.views.failures import failure_text
from hub.views.view import Moment

if TYPE_CHECKING:
    from hub.operate.keys.history import Looked


def doubts(home: Home, party: str | None) -> Iterator[CheckView]:
    """Check our keys, the parties' certificates and who may change both. What cannot be read stops its own check."""
    now = SystemClock().now()

    def ours() -> Iterator[Any]:
        return doubts_of_ours(keys.read_ring(home), keys.own_keys(home).places(), now)

    def parties() -> Iterator[Any]:
        names = {party} if party else party_names(home)
        register = keys.read_register(home)
        return doubts_of_parties(register, names, keys.own_keys(home).certificates(), now)

    yield from _looked(Bilingual("本方密钥", "keys of ours"), ours)
    yield from _looked(Bilingual("对方证书", "parties' certificates"), parties)
    yield from _encryption(home, party, now)
    yield from _looked(Bilingual("改动权限", "who may change them"), lambda: open_to_change(home.keys))
    yield from (_fault("warning", error) for error in leftovers(home.keys))


def _encryption(home: Home, party: str | None, now: int) -> Iterator[CheckView]:
    """What is wrong with keys for encryption; else how messages to each party are encrypted, and until when."""
    agreed: dict[str, Cipher] = {}

    def doubted() -> Iterator[Any]:
        known = agreed_ciphers(sound_catalogue(home))
        agreed.update((name, cipher) for name, cipher in known.items() if party in (None, name))
        ring = keys.read_ring(home, "encryption")
        return doubts_of_encryption(ring, keys.read_register(home, "encryption"), agreed, now)

    yield from _looked(Bilingual("加密", "encryption"), doubted)
    for words in encrypted_for(keys.read_register(home, "encryption"), agreed, now) if agreed else ():
        yield CheckView(result="ok", text=words.en, words=words)


def _looked(what: Bilingual, look: Callable[[], Iterator[Any]]) -> list[CheckView]:
    try:
        found = [_fault(result, error) for result, error in look()]
    except (OperatorError, OSError) as error:
        return [_fault("failure", error)]
    return found or [CheckView(result="ok", text=what.en, words=what)]


def _fault(result: CheckResult, error: Exception) -> CheckView:
    found = failure_text(error)
    return CheckView(result=result, text=found.fixed, words=found.wording)


def unverified(home: Home, party: str | None) -> Iterator[CheckView]:
    """A check for each message that does not verify, and one with the number of messages that do.

    Of messages whose bytes left the store on purpose only the number is told.
    """
    from hub.bootstrap.history import open_history  # noqa: PLC0415 - signxml is slow to load, and few checks verify

    store, good, gone = open_store(home), 0, 0
    try:
        for one in open_history(home, store).look(party):
            if one.fault is None:
                good += 1
            elif _has_left(store, one.message, one.fault):
                gone += 1
            else:
                yield _unverified(one, one.fault)
    finally:
        store.close()
    words = Bilingual(
        f"{good} 份报文按当时有效的证书验签通过", f"{good} messages verify by the certificates of their time"
    )
    yield CheckView(result="ok", text=words.en, words=words, count=good)
    if gone:
        words = Bilingual(
            f"{gone} 份报文的原文已归档或按期移出，未验签",
            f"{gone} messages were not verified: their bytes were archived, or removed by policy",
        )
        yield CheckView(result="ok", text=words.en, words=words, count=gone)


def _has_left(store: Store, message: Message, fault: Fault) -> bool:
    """Whether a removal took the bytes of a message that are not there."""
    is_missing = fault.code == Code.STORED_BYTES_ALTERED and store.archive.payload(message.digest) is None
    document = message.document or ""
    return is_missing and bool(store.retention.whereabouts([document], [message.digest]).took(message.digest, document))


def _unverified(one: "Looked", fault: Fault) -> CheckView:
    message, is_in = one.message, one.message.direction == "in"
    way = (message.party, "hub") if is_in else ("hub", message.party)
    begins, at = f"{fault.code} {way[0]} → {way[1]} {message.id}", Moment(one.came)
    about = Bilingual("，单证 ", ", document ") if message.document else Bilingual.same("")
    document = message.document or ""
    said = Bilingual(
        f"{begins}（{at}{about.zh}{document}）：{fault.zh} · {fault.en}",
        f"{begins} ({at}{about.en}{document}): {fault.en} · {fault.zh}",
    )
    text = f"{begins} ({at}{about.en}{document}): {fault.zh} · {fault.en}"
    return CheckView(result="failure", text=text, words=said)
