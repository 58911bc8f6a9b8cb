"""What a kind of card is told: a profile, read from a file. A new kind of card is a new file."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from adapters.devices import refused
from adapters.pcsc.template import Template

PACKAGED: Final = Path(__file__).parent / "profiles"
KeyName = Literal["rsa-1024", "rsa-2048", "rsa-3072", "rsa-4096", "p-256", "sm2"]
"""A kind of key, as its certificate shows it."""


def _path(text: str) -> tuple[bytes, ...]:
    if not re.fullmatch(r"(?:[0-9A-F]{2})+(?:/(?:[0-9A-F]{2})+)*", text):
        raise ValueError(f"{text!r} is no path of tags such as 7C/82")
    return tuple(bytes.fromhex(tag) for tag in text.split("/"))


Send = Annotated[Template, BeforeValidator(Template.read)]
TagPath = Annotated[tuple[bytes, ...], BeforeValidator(_path)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Command(_Part):
    """One command, and what of its answer is meant."""

    send: Send
    take: TagPath = ()
    """The tags that lead to the value in the answer; none: the whole answer."""


class Tries(Command):
    """Asks how often a PIN may be wrong. It must not count as a try."""

    counter: Literal["status", "answer"] = "status"
    """The count is in the status 63 Cx (ISO/IEC 7816-4), or it is the last byte of the answer."""


class Verify(Command):
    """Gives the PIN."""

    length: int = Field(ge=4, le=64)
    """Bytes that the card takes, exactly."""
    fill: Annotated[bytes, BeforeValidator(bytes.fromhex)] = Field(default=b"", max_length=1)
    """The byte that fills a shorter PIN; empty: it is not filled."""

    def padded(self, pin: bytes) -> bytes | None:
        """The PIN as the card takes it; None when it is too long, or empty."""
        if not pin or len(pin) > self.length:
            return None
        return pin.ljust(self.length, self.fill) if self.fill else pin


class ReadCertificate(Command):
    """Reads the certificate: in one answer, or in pieces from an offset on."""

    piece: int = Field(default=0, ge=0, le=256)
    """Bytes of one answer, where the command has an `offset`."""

    @model_validator(mode="after")
    def _pieces_have_an_offset(self) -> "ReadCertificate":
        if bool(self.piece) != ("offset" in self.send.holes):
            raise ValueError("`piece` and `offset` belong together")
        return self


class Sign(Command):
    """Computes a signature."""

    form: Literal["plain", "der"] = "plain"
    """`plain`: the signature itself, or r and s; `der`: r and s in a SEQUENCE."""


class Profile(_Part):
    """The commands of a kind of card."""

    select: tuple[Command, ...] = Field(min_length=1)
    """Choose the application; the first commands of every transaction."""
    tries: Tries
    verify: Verify
    forget: Command | None = None
    """Ends the state in which the PIN is known; none: the card is reset."""
    certificate: ReadCertificate
    sign: dict[KeyName, Sign] = Field(min_length=1)

    @model_validator(mode="after")
    def _commands_have_their_holes(self) -> "Profile":
        if "pin" not in self.verify.send.holes:
            raise ValueError("verify: `pin` is missing")
        for name, command in self.sign.items():
            if not command.send.holes & {"digest", "digest-info", "padded"}:
                raise ValueError(f"sign: {name}: one of `digest`, `digest-info`, `padded` is missing")
        return self


def read_profile(name: str) -> Profile:
    """The packaged profile with this name, or that in a file. Raises DeviceRefused for what is no profile."""
    packaged = PACKAGED / f"{name}.yaml"
    path = packaged if re.fullmatch(r"[a-z0-9-]+", name) and packaged.exists() else Path(name)
    try:
        text = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes texts, lists and maps only
        return Profile.model_validate(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise refused(f"读不出卡片命令文件 {path}", f"the card's profile {path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise refused(f"卡片命令文件 {path} 有误：{place}", f"{path}: {place}: {first['msg']}") from error
