"""The devices of a home's keys: what workers note about them, and how they are opened."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from adapters.files.private import read_private
from adapters.trust import DEVICE_FILE, DeviceFile, DeviceNotes, read_device
from hub.bootstrap.keys import own_keys
from hub.errors import DeviceLocked, OperatorError
from hub.home.place import Home
from hub.ports import SigningDevice, Trail
from hub.text.bilingual import Bilingual
from hub.views.overview import DeviceView
from hub.views.unsigned import UnsignedView, view_unsigned
from hub.views.view import Moment


def notes_of(home: Home, now: Callable[[], int]) -> DeviceNotes:
    """What workers note about the devices of a home."""
    return DeviceNotes(home.devices, partial(_acts, home), now)


def silent_devices(home: Home) -> list[DeviceView]:
    """The devices that do not sign, as workers of this home last saw them, by name. Others are not registered."""
    notes = notes_of(home, lambda: 0)
    registered = [name for name in notes.devices() if _file(home, name).exists()]
    noted = {name: note for name in registered if (note := notes.of(name)) is not None}
    return [
        DeviceView(device=name, code=note.code, since=Moment(note.since), text=note.words.fixed, words=note.words)
        for name, note in noted.items()
    ]


def unsigned_of(home: Home, trail: Trail) -> list[UnsignedView]:
    """The messages of a document that wait for their signatures, with what this home knows of their devices."""
    if not trail.to_sign:
        return []
    devices = {one.device: one for one in silent_devices(home)}
    files = own_keys(home).devices() if devices else []

    def silent(party: str) -> DeviceView | None:
        """The first silent device whose key signs for the party: those that name it come before those for all."""
        able = [one for one in files if party in one.parties] or [one for one in files if not one.parties]
        return next((devices[one.name] for one in able if one.name in devices), None)

    return [view_unsigned(row, silent) for row in trail.to_sign]


def device_of(home: Home, name: str) -> SigningDevice:
    """The device with the key in this folder, not opened yet. Raises OperatorError (HUB-796)."""
    said = read_device(_file(home, name))
    pin = partial(_pin, said)
    if said.provider == "pkcs11":
        from adapters.pkcs11 import Pkcs11Device, Pkcs11Place  # noqa: PLC0415 - only where a key is on a token

        place = Pkcs11Place(
            module=said.place["module"],
            token=said.place["token"],
            label=said.place.get("label", ""),
            id=bytes.fromhex(said.place.get("id", "")),
            certificate=said.path.parent / "certificate.pem",
        )
        return Pkcs11Device(place, pin)
    from adapters.pcsc import CardDevice, CardPlace  # noqa: PLC0415 - only where a key is on a card

    profile = said.place.get("profile", "piv")
    at = profile if profile == "piv" else str(said.path.parent / profile)
    return CardDevice(CardPlace(**{**said.place, "profile": at}), pin)


def _file(home: Home, name: str) -> Path:
    return own_keys(home).folder / name / DEVICE_FILE


def _acts(home: Home, name: str) -> Sequence[Path]:
    try:
        return read_device(_file(home, name)).acts
    except OperatorError:  # the file is being written, or wrong
        return []


def _pin(said: DeviceFile) -> bytes:
    """The PIN, read anew each time. Raises DeviceLocked where there is none: a person must act."""
    if said.pin_file is None:
        if not (told := os.environ.get(said.pin_variable, "")):
            reason = f"{said.pin_variable} 为空", f"{said.pin_variable} is empty"
            raise DeviceLocked(Bilingual(*reason))
        return os.fsencode(told)
    try:
        pin = read_private(said.pin_file).strip(b"\r\n")
    except OperatorError as error:
        raise DeviceLocked(error.wording.by_language) from error
    if not pin:
        raise DeviceLocked(Bilingual(f"{said.pin_file} 为空", f"{said.pin_file} is empty"))
    return pin
