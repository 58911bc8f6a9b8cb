"""Read `card:` which cards may sign a submission."""

from hub.catalogue.grammar.routes import ANY, CARDS
from hub.catalogue.words.text import Items
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual, listed


def read_card(words: Words) -> tuple[str, ...]:
    """The cards in the order of CARDS: one of them, a list of some, or `any` for all; empty if the word is missing."""
    if "card" not in words:
        return ()
    if not isinstance(words.raw("card"), Items):
        one = words.text("card")
        return CARDS if one == ANY else (str(one),)
    named = words.texts("card")
    for card in named:
        if card not in CARDS:
            known = listed(CARDS)
            text = Bilingual(f"“card”列出的须是：{known.zh}", f"“card” lists some of: {known.en}")
            words.problems.add(card.where, text)
    if len(set(named)) == len(CARDS):
        text = Bilingual("“card”列出一部分；全部写作 any", "“card” lists some cards; write any for all of them")
        words.problems.add(words.where("card"), text)
    return tuple(card for card in CARDS if card in named)
