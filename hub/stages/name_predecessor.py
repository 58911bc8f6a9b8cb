"""Name the predecessor in the message of a new application (`again_of`), so that the party can end the predecessor."""

from hub.effects.work import Work
from hub.stages.asked import Asked
from hub.xml.build import add, qualified


def name_predecessor(work: Work, asked: Asked) -> None:
    """Add to the message's header the predecessor's id and the numbers that the party gave it.

    The header comes before the form's content, and its schema allows this element, so the message stays valid. Nothing
    is added for another party: it has nothing to end, and one bank must not learn what another bank got.
    """
    header, earlier = asked.root.find(qualified("Header")), asked.earlier
    if earlier is None or header is None or earlier.party != asked.party:
        return
    replaces = add(header, "Replaces")
    add(replaces, {"DocumentId": earlier.id})
    kinds = {name for leg in asked.route.legs if leg.answers for name in leg.answers.references}
    for number in work.books.names.numbers(earlier.id):
        if number.kind in kinds:
            add(replaces, {"Number": number.value})
