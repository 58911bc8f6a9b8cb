"""Read `device.yaml` in the folder of a key: the device that holds the private key, its PIN, and whom it signs for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from hub.catalogue import Block, Items, Problems, Text, Where, read_yaml
from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual

DEVICE_FILE: Final = "device.yaml"
_COMMON: Final = ("provider", "pin", "parties")
_PLACES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "pkcs11": (("module", "token"), ("label", "id")),
    "card": ((), ("reader", "card", "profile")),
}
"""By provider: the words that a place must have, and those that it may have."""
_PINS: Final = ("file", "environment")


@dataclass(frozen=True)
class DeviceFile:
    """What a `device.yaml` says."""

    path: Path
    provider: str
    """`pkcs11` or `card`."""
    place: Mapping[str, str]
    """Where the key is, by the words of the provider."""
    pin_file: Path | None
    """The file with the PIN; None if the PIN is in the environment."""
    pin_variable: str
    """The variable of the environment with the PIN; empty if the PIN is in a file."""
    parties: Mapping[str, Where]
    """The parties for which alone the key signs, with their lines; empty: for all."""

    @property
    def name(self) -> str:
        """The folder of the key."""
        return self.path.parent.name

    @property
    def acts(self) -> list[Path]:
        """The files that an operator changes after the device was locked."""
        return [self.path, *([self.pin_file] if self.pin_file is not None else [])]


def read_device(path: Path) -> DeviceFile:
    """Read one file, strictly. Raises OperatorError (HUB-796) with the file and the line of the first fault."""
    problems = Problems()
    block = read_yaml(path, str(path), problems)
    for problem in problems:
        _refuse(Where(problem.file, problem.line), problem.text)
    assert block is not None  # else there was a problem
    provider = _text(block, "provider")
    if provider not in _PLACES:
        _refuse(block.at("provider"), Bilingual("provider 须为 pkcs11 或 card", "provider is pkcs11 or card"))
    must, may = _PLACES[provider]
    _require_words(block, (*_COMMON, *must, *may))
    if (id_ := block.word("id")) is not None and not re.fullmatch("(?:[0-9a-fA-F]{2})+", _text(block, "id")):
        _refuse(id_.where, Bilingual("id 须为十六进制", "id is written in hex"))
    pin_file, pin_variable = _pin(path, block)
    return DeviceFile(
        path=path,
        provider=provider,
        place={word: _text(block, word) for word in (*must, *may) if word in must or block.word(word) is not None},
        pin_file=pin_file,
        pin_variable=pin_variable,
        parties=_parties(block),
    )


def _require_words(block: Block, known: tuple[str, ...]) -> None:
    for word in block:
        if word not in known:
            names = ", ".join(known)
            _refuse(
                word.where, Bilingual(f"没有“{word}”这个词，可用：{names}", f"no word “{word}” here; there are {names}")
            )


def _text(block: Block, word: str) -> str:
    """The text of a word. It must be there, and not be empty."""
    found = block.word(word)
    if not isinstance(found, Text) or not found.strip():
        _refuse(block.at(word), Bilingual(f"{word} 须写一个值", f"{word} needs a value"))
    return str(found)


def _pin(path: Path, block: Block) -> tuple[Path | None, str]:
    said = block.word("pin")
    words = list(said) if isinstance(said, Block) else []
    if not isinstance(said, Block) or len(words) != 1 or words[0] not in _PINS:
        _refuse(
            block.at("pin"),
            Bilingual(
                "pin 须为 {file: 文件} 或 {environment: 变量}", "pin is {file: a file} or {environment: a variable}"
            ),
        )
    value = _text(said, words[0])
    return (path.parent / value, "") if words[0] == "file" else (None, value)


def _parties(block: Block) -> Mapping[str, Where]:
    said = block.word("parties")
    if said is None:
        return {}
    if not isinstance(said, Items) or not said or not all(isinstance(one, Text) and one for one in said):
        _refuse(block.at("parties"), Bilingual("parties 须为一个列表", "parties is a list of parties"))
    named: dict[str, Where] = {}
    for party in said:
        if party in named:
            _refuse(party.where, Bilingual(f"{party} 出现两次", f"{party} stands twice"))
        named[str(party)] = party.where
    return named


def _refuse(where: Where, why: Bilingual) -> NoReturn:
    raise operator_error(Code.BAD_DEVICE_FILE, place=f"{where.file}:{where.line}", reason=why)
