"""Bytes that left the store on purpose: what needs them is refused by a code of its own."""

from hub.errors import Code, fault
from hub.model import Fault
from hub.ports import StoreReader
from hub.text.bilingual import Bilingual


def left_on_purpose(store: StoreReader, document: str, digest: str) -> Fault | None:
    """Why a document's stored bytes are not there (HUB-957); None unless a removal took them from it."""
    found = store.retention.whereabouts([document], [digest])
    removals = found.took(digest, document)
    archives = [name for name in removals if found.removals[name].kind == "archive"]
    if not removals:
        return None
    where = (
        Bilingual(f"在归档 {archives[0]} 中", f"archive {archives[0]} has them") if archives else _pruned(removals[0])
    )
    return fault(Code.BYTES_TAKEN_OUT, digest=digest, where=where)


def _pruned(removal: str) -> Bilingual:
    return Bilingual(f"已按保存期限策略移出（{removal}）", f"the retention policy removed them ({removal})")
