"""Name, in a message that is made again, what it replaces: so its party can end that one."""

from hub.effects.work import Work
from hub.stages.asked import Asked
from hub.xml.build import add, qualified


def name_predecessor(work: Work, asked: Asked) -> None:
    """Add to a message's header the document that it is made again of, and the numbers that its party gave that one.

    The header comes before all that its form says, and its schema has room for this; so the message stays sound.
    Another party has nothing to end: what went to one bank, and its numbers, are no other's to know.
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
