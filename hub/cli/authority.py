"""Who acts: how an operator's card signs, and what is printed while an act is not done yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.cli.screen import plain, print_json, screen
from hub.errors import Code, of_the_system, operator_error, unusable_file
from hub.flow.acting import Acting
from hub.flow.propose import propose
from hub.model import Proposal, Request, digest
from hub.operate.acts.authority import Authority, Sign, Signed
from hub.operate.acts.challenge import Answering
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.views.acts import ChallengeView, view_proposed
from hub.views.view import Moment, json_of

LARGEST: Final = 20_000_000
"""Most bytes of a challenge or a signature."""

Asked = tuple[Request, Collection[str], Mapping[str, bytes]]
"""A request, the parties that it concerns, and the bytes that it refers to, by hex SHA-256."""


@dataclass(frozen=True)
class Card:
    """How an operator's card signs: over files, or here."""

    challenge: Path | None
    signature: Path | None
    sign: Sign | None = None
    """By a card in a reader of this machine."""

    @property
    def is_to_write(self) -> bool:
        """Whether the challenge is wanted, and nothing else."""
        return self.challenge is not None and self.signature is None

    @property
    def is_used(self) -> bool:
        return not (self.challenge is None and self.signature is None and self.sign is None)

    def signed(self, authority: Authority, request: Request, answering: Answering | None = None) -> Signed | None:
        """What was signed; None without the options.

        Raises OperatorError (HUB-705, HUB-711), and for a card here DeviceGone, DeviceLocked, DeviceRefused.
        """
        if self.sign is not None:
            challenge = authority.challenge(request, answering)
            return Signed(challenge, self.sign(challenge, authority.hub))
        if self.signature is None:
            return None
        if self.challenge is None:
            raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--signature", needed="--challenge FILE")
        return Signed(_read(self.challenge), _read(self.signature).decode("ascii", "replace").strip())


def authorized(
    authority: Authority,
    store: Store,
    asked: Asked,
    card: Card,
    as_json: bool,
) -> Acting | None:
    """The act that may be done now; None where its challenge was written or it waits for a second operator.

    Prints what was done instead. Raises Rejected as `Authority.ask` does.
    """
    request, parties, contents = asked
    if card.is_to_write:
        write_challenge(authority, request, None, card, as_json)
        return None
    found = authority.ask(request, parties, contents, card.signed(authority, request))
    if isinstance(found, Acting):
        return found
    propose(store, found.proposal, found.contents)
    _tell_proposed(found.proposal, as_json)
    return None


def write_challenge(
    authority: Authority, request: Request, answering: Answering | None, card: Card, as_json: bool
) -> None:
    """Write what the card has to sign. No file is overwritten. Raises OperatorError (HUB-705, HUB-760, HUB-761)."""
    assert card.challenge is not None
    body = authority.challenge(request, answering)
    try:
        with card.challenge.open("xb") as file:
            file.write(body)
    except OSError as error:
        raise of_the_system(error) from error
    view = ChallengeView(challenge=str(card.challenge), sha256=digest(body), portal=authority.hub)
    if as_json:
        print_json(json_of(view))
        return
    screen.print(f"[green]{Bilingual('已写入', 'written')}[/] {plain(view.challenge)}  SHA-256 {view.sha256}")
    said = Bilingual(
        f"尚未执行。请由操作员卡签名（portal 为 {view.portal}），再以同一命令加 --signature 执行",
        f"Nothing is done yet. Let the operator's card sign it (portal {view.portal}), and repeat the command with "
        "--signature.",
    )
    screen.print(plain(said))


def _tell_proposed(proposal: Proposal, as_json: bool) -> None:
    if as_json:
        print_json(json_of(view_proposed(proposal)))
        return
    until = Moment(proposal.until)
    said = Bilingual(
        f"尚未执行：须由另一位操作员在 {until} 前批准，hub approve {proposal.id} --reason …",
        f"not done yet: another operator has to approve it until {until}, by hub approve {proposal.id} --reason …",
    )
    screen.print(f"[yellow]{Bilingual('已提出', 'proposed')}[/] {plain(proposal.request.about)}  {plain(said)}")


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            body = opened.read(LARGEST + 1)
    except OSError as error:
        raise unusable_file(file, error) from error
    if len(body) > LARGEST:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option=str(file), needed=f"≤ {LARGEST} B")
    return body
