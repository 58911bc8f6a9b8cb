"""Name the predecessor of a document in the header of its message, so that the receiver can end it."""

from lxml import etree

from hub.effects.draft import Draft
from hub.effects.work import Work
from hub.model import Document
from hub.xml.build import add, qualified


def name_replaced(work: Work, draft: Draft, root: etree._Element, earlier: Document | None) -> None:
    """Add to the header the predecessor's id and the numbers that the receiver gave it; they must be loaded.

    The header comes before the form's content, and its schema allows this element, so the message stays valid. Nothing
    is added for another party: it has nothing to end, and one bank must not learn what another bank got.
    """
    header = root.find(qualified("Header"))
    if earlier is None or header is None or earlier.party != draft.party:
        return
    replaces = add(header, "Replaces")
    add(replaces, {"DocumentId": earlier.id})
    kinds = {name for leg in draft.route.legs if leg.answers for name in leg.answers.references}
    for number in work.books.names.numbers(earlier.id):
        if number.kind in kinds:
            add(replaces, {"Number": number.value})
