"""The options for an operator's card, which every act has."""

import inspect
import warnings
from collections.abc import Callable
from functools import cache, partial
from getpass import GetPassWarning, getpass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from adapters.devices import Pin
from adapters.files.private import read_private
from hub.cli.authority import Card
from hub.cli.misuse import Unusable
from hub.cli.option_groups import with_parameters
from hub.cli.screen import home_of
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.text.bilingual import Bilingual

ChallengeFile = Annotated[
    Path | None,
    typer.Option("--challenge", metavar="FILE", readable=False),
    Bilingual(
        "由操作员卡签名的内容：不带 --signature 时写入此文件，带时读取它。",
        "What the operator's card signs: written to this file, or with --signature read from it.",
    ),
]
SignatureFile = Annotated[
    Path | None,
    typer.Option("--signature", metavar="FILE", readable=False),
    Bilingual(
        "操作员卡对 --challenge 文件的签名（分离式 JWS）。",
        "The card's signature over the file of --challenge, a detached JWS.",
    ),
]
CardReader = Annotated[
    str | None,
    typer.Option("--card", metavar="READER"),
    Bilingual(
        "由本机读卡器中的操作员卡签名，PIN 当场询问；READER 是读卡器名称，可用 *。",
        "Sign by the operator's card in this reader of this machine, and ask for its PIN. The name may have `*` in it.",
    ),
]
PinFile = Annotated[
    Path | None,
    typer.Option("--pin-file", metavar="FILE", readable=False),
    Bilingual(
        "与 --card 同用：从此文件读取 PIN，不再询问；文件仅限属主读写（600）。",
        "With --card: the PIN is read from this file, which only its owner may read, instead of asked for.",
    ),
]
_OPTIONS: Final = {"challenge": ChallengeFile, "signature": SignatureFile, "reader": CardReader, "pin_file": PinFile}


def by_card(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options for an operator's card, before `--json`; its parameter `card` is what they say."""
    own = [one for name, one in inspect.signature(verb).parameters.items() if name != "card"]
    given = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in _OPTIONS.items()
    ]
    *before, as_json = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own]
    parameters = [*before, *given, as_json]

    def with_options(**said: Any) -> None:
        options = {name: said.pop(name) for name in _OPTIONS}
        verb(**said, card=card_of(home_of(said["context"]), **options))

    return with_parameters(with_options, verb, parameters)


def card_of(
    home: Home, challenge: Path | None, signature: Path | None, reader: str | None, pin_file: Path | None = None
) -> Card:
    """The options for an operator's card. Raises Unusable for such as do not go together."""
    if reader is None:
        if pin_file is not None:
            raise Unusable(Bilingual("须与 --card 同用", "it goes with --card"), "--pin-file")
        return Card(challenge, signature)
    if challenge is not None or signature is not None:
        raise Unusable(Bilingual("不能与 --challenge 同用", "it does not go with --challenge"), "--card")
    from hub.bootstrap.operator_card import signs_by_card  # noqa: PLC0415 - few acts have a card here

    return Card(None, None, signs_by_card(home, reader, _pin(pin_file)))


def _pin(file: Path | None) -> Pin:
    """Read from a file each time, so that what is corrected counts; or asked for once."""
    return cache(_asked) if file is None else partial(_read, file)


def _read(file: Path) -> bytes:
    if not (pin := read_private(file).strip()):
        raise operator_error(Code.CARD_DID_NOT_SIGN, reason=Bilingual(f"{file} 为空", f"{file} is empty"))
    return pin


def _asked() -> bytes:
    """Asked for at the terminal. Raises OperatorError: HUB-831 without one, HUB-832 for what is no text, HUB-840."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)  # it would read the PIN from a pipe, and echo it
        try:
            pin = getpass(f"{Bilingual('操作员卡的 PIN', 'PIN of your card')}: ").encode()
        except EOFError:
            pin = b""
        except GetPassWarning:
            raise operator_error(Code.NO_TERMINAL) from None
        except UnicodeError:  # its text has the bytes of the PIN
            raise operator_error(Code.PIN_UNREADABLE) from None
    if not pin:
        raise operator_error(Code.CARD_DID_NOT_SIGN, reason=Bilingual("未输入 PIN", "no PIN was entered"))
    return pin
