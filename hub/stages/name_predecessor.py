"""Name other documents in the header of a message: the predecessor (`again_of`), and what the message is about."""

from hub.effects.work import Work
from hub.stages.asked import Asked
from hub.xml.build import add, qualified


def name_concerned(work: Work, asked: Asked) -> None:
    """Add to the message's header the documents that it changes or ends: their ids, and the numbers of the party."""
    header = asked.root.find(qualified("Header"))
    if header is None:
        return
    for naming in asked.route.names:
        for other in work.books.named_by(asked.document.id, naming.name) if naming.is_told else ():
            about = add(header, "About")
            add(about, {"DocumentId": other.id})
            for number in work.books.names.numbers(other.id):
                if number.kind == naming.by:
                    add(about, {"Number": number.value})


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
