"""Verify a store as `hub audit verify` does, in this process."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.x509 import Certificate

from hub.catalogue import Catalogue
from hub.flow.past import Known
from hub.operate.audit.by_catalogue import CatalogueCheck
from hub.operate.audit.finding import Finding
from hub.operate.audit.parts import PartCheck, follow_nothing
from hub.operate.audit.verified import Verified
from hub.operate.audit.verify import Means, Verification
from hub.ports import NoteSigner, Store


def findings_in(
    store: Store,
    catalogue: Catalogue | None,
    signer: NoteSigner | None = None,
    before: Verified | None = None,
    kept: Sequence[Known] = (),
    trusted: Sequence[Certificate] = (),
) -> list[Finding]:
    """All that a verification finds; without a catalogue, nothing follows with one."""
    check = PartCheck(store.auditing, "hub", 50, CatalogueCheck(catalogue) if catalogue else follow_nothing)
    with TemporaryDirectory() as folder:
        means = Means(
            check=check,
            each=partial(map, check),
            signer=signer,
            folder=Path(folder),
            keep=lambda _: None,
            kept=kept,
            trusted=lambda: trusted,
        )
        return [step for step in Verification(means, before).run() if isinstance(step, Finding)]


def found_in(store: Store, catalogue: Catalogue, signer: NoteSigner | None = None) -> list[str]:
    """The same, in words."""
    return [str(finding.wording) for finding in findings_in(store, catalogue, signer)]
