"""The main loop of simulated parties: take messages, verify them, send answers when they are due."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from hub.errors import Code, Deferred, operator_error
from hub.ports import Queue
from hub.simulate.agenda import Agenda
from hub.simulate.elements import local_name
from hub.simulate.opening import Receipt, open_message
from hub.simulate.placeholders import SHANGHAI
from hub.simulate.postbox import Postbox, Posting
from hub.simulate.received import Received
from hub.simulate.script import Action, Script
from hub.simulate.seals import KeyPair
from hub.simulate.sides import Side, sides_of
from hub.simulate.signatures import Unusable
from hub.simulate.writing import Sender, write_message
from hub.text.bilingual import Bilingual

TAKE_LIMIT = 50
"""Maximum deliveries taken from one queue at a time."""
TAKE_TIMEOUT_S = 0.05
"""Seconds that one pass over all queues may block."""

Report = Callable[[dict[str, object]], None]


def simulate(
    script: Script,
    queues: Mapping[str, Queue],
    keys: Mapping[str, KeyPair],
    hub_certificates: Callable[[], Sequence[Path]],
    stop: Callable[[], bool],
    report: Report,
) -> Counter[str]:
    """Play the script's parties until `stop`, and return how often each event was reported.

    Blocks. The parties' memory lasts as long as this call. Every message received, verified or sent and every failure
    is passed to `report` as one dict. Raises OperatorError when a party's queue or key is missing or cannot be used.
    """
    if missing := sorted(script.parties - (queues.keys() & keys.keys())):
        raise operator_error(
            Code.BAD_CONFIGURATION,
            reason=Bilingual(
                f"脚本中的 {missing[0]} 没有队列或密钥", f"the script's party {missing[0]} has no queue or no key"
            ),
        )
    play = _Play(script, queues, sides_of(script, keys, hub_certificates), report)
    while not stop():
        play.turn()
    return play.finish()


@dataclass(slots=True)
class _Answered:
    """A message of the hub that was received before, and the answers to it."""

    digest: str
    sent: list[Posting] = field(default_factory=list)


class _Play:
    """The parties' memory, and the actions that are still to do."""

    def __init__(self, script: Script, queues: Mapping[str, Queue], sides: Mapping[str, Side], report: Report) -> None:
        self._script = script
        self._queues = queues
        self._sides = sides
        self._report = report
        self._agenda = Agenda()
        self._postbox = Postbox(queues, self._agenda, self._tell)
        self._met: dict[tuple[str, str], _Answered] = {}
        self._heard: list[Received] = []
        self._uses: Counter[int] = Counter()
        self._counts: Counter[str] = Counter()

    def turn(self) -> None:
        """Take from every queue once, then do what is due."""
        for party, queue in self._queues.items():
            try:
                self._take(party, queue)
            except Deferred as cause:
                self._tell("error", party=party, reason=str(cause))
                time.sleep(TAKE_TIMEOUT_S)
        self._agenda.do_due()

    def finish(self) -> Counter[str]:
        """Report the end, and how many actions were not done."""
        self._tell("stopped", unsent=len(self._agenda), **self._counts)
        return self._counts

    # ---- what the hub sent ----

    def _take(self, party: str, queue: Queue) -> None:
        deliveries = queue.take(TAKE_LIMIT, self._agenda.seconds_to_next(TAKE_TIMEOUT_S) / len(self._queues))
        refused = [delivery.tag for delivery in deliveries if not self._receive(party, delivery.body)]
        if deliveries:
            queue.acknowledge(deliveries, refused)

    def _receive(self, party: str, body: bytes) -> bool:
        """Verify one message and schedule its answers. False when the message is unusable."""
        digest = hashlib.sha256(body).hexdigest()
        self._tell("received", party=party, sha256=digest, size=len(body))
        try:
            message = open_message(body, self._sides[party])
            known = self._known(party, message)
        except Unusable as cause:
            self._tell("error", party=party, sha256=digest, reason=str(cause))
            return False
        name = message.document if isinstance(message, Receipt) else local_name(message.form)
        self._tell("verified", party=party, document=name, message=message.id, sha256=digest)
        if isinstance(message, Receipt):
            self._note_receipt(party, message)
        elif known:
            self._answer_again(message, known)
        else:
            self._met[party, message.id] = _Answered(message.digest)
            self._answer(message)
        return True

    def _known(self, party: str, message: Received | Receipt) -> "_Answered | None":
        """The earlier answers to this message. Raises Unusable when another message had its id."""
        known = self._met.get((party, message.id))
        if known and (isinstance(message, Receipt) or known.digest != message.digest):
            raise Unusable(
                Bilingual(
                    f"报文 {message.id} 曾收到过，但内容不同",
                    f"message {message.id} was received before with other bytes",
                )
            )
        return known

    def _note_receipt(self, party: str, receipt: Receipt) -> None:
        """Compare the digest that the hub's receipt echoes with the message sent. Receipts are never answered."""
        told = {"answers": receipt.answers, "code": receipt.code, "fault": receipt.fault}
        self._tell("receipt", party=party, message=receipt.id, **told)
        sent = self._postbox.digest_of(party, receipt.answers) if receipt.answers else None
        if sent and sent != receipt.echo:
            reason = Bilingual(
                f"所带摘要不是 {receipt.answers} 的摘要", f"it echoes a digest that is not that of {receipt.answers}"
            )
            self._tell("error", party=party, message=receipt.id, reason=reason.fixed)

    def _answer_again(self, message: Received, known: _Answered) -> None:
        """Send the earlier answers again, byte for byte."""
        self._tell("duplicate", party=message.party, message=message.id)
        for posting in known.sent:
            self._postbox.post(posting)

    def _answer(self, message: Received) -> None:
        self._heard.append(message)
        for number, rule in enumerate(self._script.rules):
            spent = rule.times is not None and self._uses[number] >= rule.times
            if not spent and rule.fits(message):
                self._uses[number] += 1
                for action in rule.do:
                    self._agenda.enter(message.at + action.after, partial(self._perform, message, action))
                return
        form = local_name(message.form)
        reason = Bilingual(f"脚本中没有答复 {form} 的规则", f"no rule of the script answers this {form}")
        self._tell("error", party=message.party, message=message.id, reason=reason.fixed)

    # ---- what the parties send ----

    def _perform(self, message: Received, action: Action) -> None:
        try:
            for _ in range(1 if action.same_id else action.repeat):
                posting = self._write(message, action)
                self._met[message.party, message.id].sent.append(posting)
                for _copy in range(action.repeat if action.same_id else 1):
                    self._postbox.post(posting)
        except Unusable as cause:
            self._tell("error", party=message.party, message=message.id, reason=str(cause))

    def _write(self, message: Received, action: Action) -> Posting:
        party = action.party or message.party
        other = next((side for name, side in self._sides.items() if name != party), None)
        sender = Sender(self._sides[party], other)
        answered = self._earlier(message, action.earlier) if action.earlier else message
        written = write_message(action, answered, sender)
        return Posting(party=party, action=action, written=written, answers=answered.id)

    def _earlier(self, message: Received, root: str) -> Received:
        """The first message of a kind that the party got about the enterprise of this one. Raises Unusable for none."""
        uscc = message.text_at("Enterprise/Uscc")
        for one in self._heard:
            if (one.party, local_name(one.form)) == (message.party, root) and one.text_at("Enterprise/Uscc") == uscc:
                return one
        raise Unusable(Bilingual(f"此前没有该企业的 {root}", f"there was no {root} of this enterprise before"))

    def _tell(self, event: str, **fields: object) -> None:
        self._counts[event] += 1
        told = {name: value for name, value in fields.items() if value not in ("", None)}
        self._report({"event": event, "at": datetime.now(SHANGHAI).isoformat(timespec="milliseconds"), **told})
