"""Read what a route says of resources: what its documents hold, which figures they bring, how parts are settled."""

from collections.abc import Collection, Iterator, Sequence

from hub.catalogue.grammar.relations import CLAIMING, CONTAINING, ENDING, FIGURES, SETTLING
from hub.catalogue.mapping.resources import FIELD, Claiming, Containing, Ending, Figures, Settling
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.pages.named import KEY_PARTS, named
from hub.catalogue.pages.tracks import is_track_name
from hub.catalogue.words.sentences import no_track_name, not_returned
from hub.catalogue.words.text import Block, Items, Text, Tree
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual, listed

CLAIM_PARTS = (*KEY_PARTS, "portal")
"""Of a claim: beside these, fields of the form."""


class Resources:
    """Reads the blocks one at a time. The value of a broken block is empty."""

    def __init__(self, words: Words, lifecycle: LifecycleReader) -> None:
        self.words = words
        self.lifecycle = lifecycle
        self.problems = words.problems

    def settles(self) -> Settling | None:
        if "settles" not in self.words:
            return None
        words = Words(self.words.raw("settles"), self.problems, SETTLING)
        return Settling(
            named=named(self.words, words, "each"),
            paid=self.lifecycle.one(words, "paid"),
            failed=self.lifecycle.one(words, "failed"),
            in_part=self.lifecycle.one(words, "in-part"),
            total=words.text("total"),
            amount=words.text("amount"),
            places=words.places,
        )

    def claims(self) -> tuple[Claiming, ...]:
        return tuple(self._claiming(block) for block in self.words.blocks("claims"))

    def figures(self, returned: Block | None) -> Figures | None:
        """The values that come back and are figures; `returned` is the table of all values that come back."""
        if "figures" not in self.words:
            return None
        words = Words(self.words.raw("figures"), self.problems, FIGURES)
        keep, as_of = words.texts("keep"), words.text("as-of")
        for name in (*keep, as_of):
            if returned is None or name not in returned:
                self.problems.add(name.where, not_returned(name))
        for name in (held := words.texts("held")):
            if name not in keep:
                self.problems.add(name.where, _not_kept(name))
        return Figures(
            resource=self._resource(words),
            when=self.lifecycle.several(words, "when"),
            as_of=as_of,
            keep=tuple(map(str, keep)),
            held=frozenset(map(str, held)),
            ends=self._ending(words, keep),
            contain=self._containing(words, keep),
            where=words.where("as-of"),
            held_places=tuple((str(name), name.where) for name in _texts_in(words.raw("held"))),
        )

    def _containing(self, figures: Words, keep: Sequence[Text]) -> Containing | None:
        if "contain" not in figures:
            return None
        words = Words(figures.raw("contain"), self.problems, CONTAINING)
        if (figure := words.text("in")) and figure not in keep:
            self.problems.add(figure.where, _not_kept(figure))
        return Containing(named(self.words, words, "named"), figure, places=words.places)

    def _ending(self, figures: Words, keep: Sequence[Text]) -> Ending | None:
        if "ends" not in figures:
            return None
        words = Words(figures.raw("ends"), self.problems, ENDING)
        after, status = words.text("after"), words.text("as")
        if after and after not in keep:
            self.problems.add(after.where, _not_kept(after))
        self.lifecycle.know_of(status)
        track = words.text("track")
        if track and not is_track_name(track):
            self.problems.add(track.where, no_track_name(track))
        return Ending(after, status, track, words.text("told-to"), places=words.places)

    def _claiming(self, block: Block) -> Claiming:
        words = Words(block, self.problems, CLAIMING)
        if ("exclusive" in words) == ("amount" in words):
            text = Bilingual(
                "占用要么是独占（exclusive），要么是金额（amount）", "a claim is either exclusive or an amount"
            )
            self.problems.add(block.where, text)
        if "by" in words and ("each" in words or "exclusive" not in words):
            text = Bilingual(
                "“by”只用于独占（exclusive），且不与“each”同用", "“by” goes with exclusive only, and not with each"
            )
            self.problems.add(words.where("by"), text)
        return Claiming(
            resource=self._resource(words, CLAIM_PARTS),
            each=named(self.words, words, "each"),
            exclusive=words.text("exclusive"),
            by=words.text("by"),
            amount=words.text("amount"),
            of=words.text("of"),
            released_by=self.lifecycle.several(words, "released-by"),
            settled_by=self.lifecycle.several(words, "settled-by"),
            out_of=tuple(map(str, words.texts("out-of"))),
            at_most=words.text("at-most"),
            contains=words.text("contains"),
            counts=words.text("counts"),
            held_in_dispute=words.text("contradicted") == "held",
            places=words.places,
        )

    def _resource(self, words: Words, may: Collection[str] = KEY_PARTS) -> tuple[str, ...]:
        """The parts of a resource's key: its name, whose it is, and for a claim fields of the form."""
        parts = words.texts("on")
        if not {"enterprise", "portal"} & set(parts) and "each" not in words:
            text = Bilingual(
                "“on”应写明资源及其所属：[名称, enterprise, party]",
                "“on” names the resource and whose it is: [name, enterprise, party]",
            )
            self.problems.add(words.where("on"), text)
        for part in parts[1:]:
            if part not in may and not (may is CLAIM_PARTS and part.startswith(FIELD)):
                known = listed(may)
                text = Bilingual(f"“on”中名称之后可取：{known.zh}", f"after the name, “on” takes: {known.en}")
                self.problems.add(part.where, text)
        return tuple(map(str, parts))


def _not_kept(name: str) -> Bilingual:
    return Bilingual(f"“{name}”不在“keep”之中", f"“{name}” is not among the figures that are kept")


def _texts_in(items: Tree | None) -> Iterator[Text]:
    yield from (item for item in items if isinstance(item, Text)) if isinstance(items, Items) else ()
