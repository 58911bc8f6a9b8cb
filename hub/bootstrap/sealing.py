"""A home's key of the sealed log."""

from contextlib import suppress

from adapters.files.durable import is_there
from adapters.notes import NoteSigner, load_note_signer, make_note_key
from hub.bootstrap.store import open_store
from hub.home.place import Home


def open_sealer(home: Home) -> NoteSigner | None:
    """The key, under the log's name; None where the home has none. Raises OperatorError (HUB-705, HUB-707)."""
    return load_note_signer(home.audit_key, home.settings.origin) if is_there(home.audit_key) else None


def make_sealer(home: Home) -> list[str]:
    """Make the key of a log that has no checkpoint yet; an older log's key is an operator's to bring."""
    if is_there(home.audit_key) or _is_sealed(home):
        return []
    with suppress(FileExistsError):  # another `hub init` was faster
        make_note_key(home.audit_key)
    return [str(home.audit_key.relative_to(home.path))]


def _is_sealed(home: Home) -> bool:
    store = open_store(home)
    try:
        with store.log.read() as log:
            return log.sealed() is not None
    finally:
        store.close()
