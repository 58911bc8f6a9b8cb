"""Name other documents in the header of a message: the predecessor (`again_of`), and what the message is about."""

from hub.effects.name_replaced import name_replaced
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
    """Add the predecessor to the message's header, as `name_replaced` says."""
    name_replaced(work, asked.draft, asked.root, asked.earlier)
