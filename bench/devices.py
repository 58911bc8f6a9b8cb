"""`python bench/devices.py`: signatures a second by token and card, beside the bare calls of the same libraries.

The token is SoftHSM. The card is one in software that takes as long as a U-key does: 240 ms for a signature and 5 ms
for any other command. Wall time, medians of calls that take turns; exit 1 where the hub gets less than 0.9 of it.
"""

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import pkcs11
from device_rigs import CardRig
from pkcs11 import Mechanism, ObjectClass
from rig import START
from services.pcsc import CardService, start_pcscd
from services.softhsm import MODULE, PIN, TOKEN, SoftHSM, start_softhsm
from services.virtual_card import PivCard
from smartcard import scard

from adapters.devices import digest_info
from adapters.pkcs11 import Pkcs11Device, Pkcs11Place
from adapters.x509 import KeyKind, make_key
from hub.ports import SignatureAlgorithm

LEAST = 0.9
"""Of the bare rate, that the hub must get."""
SIGNATURE_S, COMMAND_S = 0.240, 0.005
DIGEST = bytes(range(32))
SELECT = bytes.fromhex("00A4040009") + bytes.fromhex("A00000030800001000")
VERIFY = bytes.fromhex("0020008008") + PIN.ljust(8, b"\xff")
SIGN = bytes.fromhex("0087119C267C2482008120") + DIGEST + b"\0"
ALGORITHMS: dict[KeyKind, SignatureAlgorithm] = {"rsa": "rsa-sha256", "ecdsa": "ecdsa-sha256"}


def seconds(calls: list[Callable[[], object]], rounds: int) -> list[float]:
    """What each takes: the median of many, one after the other in each round."""
    spent: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, times in zip(calls, spent, strict=True):
            started = time.perf_counter()
            call()
            times.append(time.perf_counter() - started)
    return [statistics.median(times) for times in spent]


def told(name: str, ours: float, bare: float) -> bool:
    """Print a comparison; returns whether it is good enough."""
    print(f"{name}: {1 / ours:,.1f} signatures/s; bare {1 / bare:,.1f}; {bare / ours:.2f}, at least {LEAST}")
    return bare / ours >= LEAST


def token_is_fast(token: SoftHSM, kind: KeyKind, number: int) -> bool:
    """A token, beside the package's own call."""
    algorithm = ALGORITHMS[kind]
    token.keep(make_key(kind, START, kind), kind, number)
    device = Pkcs11Device(Pkcs11Place(str(MODULE), TOKEN, label=kind), lambda: PIN)
    device.open()
    session = pkcs11.lib(str(MODULE)).get_token(token_label=TOKEN).open()
    key: Any = session.get_key(ObjectClass.PRIVATE_KEY, label=kind)
    mechanism = Mechanism.RSA_PKCS if kind == "rsa" else Mechanism.ECDSA
    content = digest_info(DIGEST, algorithm) if kind == "rsa" else DIGEST
    bare = lambda: key.sign(content, mechanism=mechanism)  # noqa: E731 - named beside what it is compared with
    ours, alone = seconds([lambda: device.sign(DIGEST, algorithm), bare], 1000)
    session.close()
    device.close()
    return told(f"token, {kind}", ours, alone)


def card_is_fast(service: CardService) -> bool:
    """A card as slow as a U-key, beside the three commands that a signature needs."""
    with closing(CardRig(service, PivCard(make_key("piv", START), PIN), "ecdsa-sha256")) as rig:
        device = rig.device()
        device.open()
        rig.virtual.pace = {SIGN[:2]: SIGNATURE_S, b"": COMMAND_S}
        ours, alone = seconds([lambda: device.sign(DIGEST, "ecdsa-sha256"), bare_card()], 40)
        rig.virtual.pace = {}
        fast_ours, fast_alone = seconds([lambda: device.sign(DIGEST, "ecdsa-sha256"), bare_card()], 400)
        device.close()
    print(f"the hub's part of a card's signature: {(fast_ours - fast_alone) * 1e3:.2f} ms, with two commands more")
    return told("card", ours, alone)


def bare_card() -> Callable[[], object]:
    """Select, verify, sign; nothing asked before, nothing forgotten after."""
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    reader = "Hub Test 00 00"
    _, card, protocol = scard.SCardConnect(context, reader, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T1)

    def sign() -> None:
        scard.SCardBeginTransaction(card)
        for command in (SELECT, VERIFY, SIGN):
            _, answer = scard.SCardTransmit(card, protocol, list(command))
            assert answer[-2:] == [0x90, 0x00], answer
        scard.SCardEndTransaction(card, scard.SCARD_LEAVE_CARD)

    return sign


def main() -> int:
    token, service = start_softhsm(), start_pcscd()
    try:
        fast = [token_is_fast(token, "rsa", 1), token_is_fast(token, "ecdsa", 2), card_is_fast(service)]
    finally:
        service.remove()
        token.remove()
    return int(not all(fast))


if __name__ == "__main__":
    sys.exit(main())
