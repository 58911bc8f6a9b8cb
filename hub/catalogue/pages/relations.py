"""Read what a route says of other documents, of resources, and of deadlines."""

from collections.abc import Collection, Iterator, Sequence

from hub.catalogue.grammar.relations import (
    AGAIN,
    BRINGING,
    CLAIMING,
    DEADLINE,
    ENDING,
    EXPIRING,
    FIGURES,
    MAKING,
    MOVING,
    NAMING,
    REOPENING,
    SETTLING,
    VERSIONS,
)
from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.mapping.relations import (
    FIELD,
    Again,
    Becoming,
    Bringing,
    Claiming,
    Deadline,
    Ending,
    Expiring,
    Figures,
    FormNumber,
    Making,
    Moving,
    Naming,
    Reopening,
    Settling,
    Versions,
)
from hub.catalogue.mapping.requirements import Requirement
from hub.catalogue.pages.becoming import read_becoming
from hub.catalogue.pages.conditions import read_condition
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.pages.requirements import KEY_PARTS, read_requirement
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import not_a_mapping, not_returned
from hub.catalogue.words.text import Block, Items, Text, Tree
from hub.catalogue.words.vocabulary import Words, seconds_of
from hub.text.bilingual import Bilingual, listed
from hub.text.grammar import STATUSES, keys

CLAIM_PARTS = (*KEY_PARTS, "portal")
"""Of a claim: beside these, fields of the form."""
EACH = "[]."
"""In a path: after a list, and before a field of each of its items."""

A_DAY = "1 day"
"""The time in which a party must answer, when neither its file nor the route says another."""
_TIMING = {"party": {"within", "resend"}, "document": {"within"}, "enterprise": set[str]()}
"""By what a document waits for: the words about time that apply. Only a message to a party can be sent again."""


class Relations:
    """Reads the blocks one at a time. The value of a broken block is empty."""

    def __init__(self, words: Words, lifecycle: LifecycleReader, problems: Problems) -> None:
        self.words = words
        self.lifecycle = lifecycle
        self.problems = problems

    def again(self) -> Again | None:
        if "again" not in self.words:
            return None
        words = Words(self.words.raw("again"), self.problems, AGAIN)
        is_free = words.one_of("party") == "any"
        return Again(self.lifecycle.several(words, "from"), self.lifecycle.one(words, "becomes"), is_free)

    def versions(self) -> Versions | None:
        if "version-of" not in self.words:
            return None
        words = Words(self.words.raw("version-of"), self.problems, VERSIONS)
        number, as_of = words.text("number"), words.text("as-of")
        if number and number not in self.words.texts("references"):
            text = Bilingual(f"“{number}”不在“references”之中", f"“{number}” is not among the references")
            self.problems.add(number.where, text)
        if "once" in self.words:
            text = Bilingual("“once”与“version-of”不能同时使用", "a number comes once or in versions, not both")
            self.problems.add(self.words.where("once"), text)
        returns = self.words.raw("returns")
        if as_of and (not isinstance(returns, Block) or as_of not in returns):
            self.problems.add(as_of.where, not_returned(as_of))
        statuses, becomes = self.lifecycle.several(words, "while"), self.lifecycle.one(words, "becomes")
        is_of_one = words.one_of("of") == "same-enterprise"
        later = words.one_of("later") == "quarantined"
        return Versions(str(number), statuses, becomes, str(as_of), is_of_one, later, places=words.places)

    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(read_requirement(block, self._names(), self.problems) for block in self.words.blocks("requires"))

    def names(self) -> tuple[Naming, ...]:
        table = self.words.raw("names")
        if table is None or not isinstance(table, Block):
            self._mapping_expected("names")
            return ()
        return tuple(self._naming(name, value) for name, value in table.items() if isinstance(value, Block))

    def brings(self) -> tuple[Bringing, ...]:
        return tuple(self._bringing(block) for block in self.words.blocks("brings"))

    def _bringing(self, block: Block) -> Bringing:
        words = Words(block, self.problems, BRINGING)
        if "values" not in words and "count" not in words:
            text = Bilingual("“brings”没有带去任何值", "“brings” brings nothing")
            self.problems.add(block.where, text)
        return Bringing(
            named=self._named(words, "to"),
            on=self.lifecycle.several(words, "on"),
            values={str(name): tuple(source.split(" or ")) for name, source in words.pairs("values").items()},
            count=words.text("count"),
            places=words.places,
        )

    def numbers(self) -> tuple[FormNumber, ...]:
        return tuple(FormNumber(str(name), str(path), path.where) for name, path in self.words.pairs("numbers").items())

    def moves(self) -> tuple[Moving, ...]:
        return tuple(self._moving(block) for block in self.words.blocks("moves"))

    def makes(self) -> tuple[Making, ...]:
        return tuple(self._making(block) for block in self.words.blocks("makes"))

    def reopens(self) -> Reopening | None:
        if "reopens" not in self.words:
            return None
        words = Words(self.words.raw("reopens"), self.problems, REOPENING)
        codes = {str(code): str(status) for code, status in words.pairs("codes").items()}
        return Reopening(self._named(words, "named"), codes, places=words.places)

    def reopened_by(self) -> dict[str, frozenset[str]]:
        """By document type: the statuses in which it opens the next round."""
        table = self.words.raw("reopened-by")
        if not isinstance(table, Block):
            self._mapping_expected("reopened-by")
            return {}
        words = Words(table, self.problems, keys(list(table), STATUSES))
        return {str(type_): self.lifecycle.several(words, type_) for type_ in table}

    def expires(self) -> tuple[Expiring, ...]:
        return tuple(self._expiring(block) for block in self.words.blocks("expires"))

    def deadlines(self) -> tuple[Deadline, ...]:
        return tuple(self._deadline(block) for block in self.words.blocks("deadlines"))

    def settles(self) -> Settling | None:
        if "settles" not in self.words:
            return None
        words = Words(self.words.raw("settles"), self.problems, SETTLING)
        return Settling(
            named=self._named(words, "each"),
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
            where=words.where("as-of"),
            held_places=tuple((str(name), name.where) for name in _texts_in(words.raw("held"))),
        )

    def _ending(self, figures: Words, keep: Sequence[Text]) -> Ending | None:
        if "ends" not in figures:
            return None
        words = Words(figures.raw("ends"), self.problems, ENDING)
        after, status = words.text("after"), words.text("as")
        if after and after not in keep:
            self.problems.add(after.where, _not_kept(after))
        self.lifecycle.know_of(status)
        return Ending(after, status, words.text("track"), words.text("told-to"), places=words.places)

    def _condition(self, words: Words, word: str) -> Condition | None:
        return read_condition(words.text(word), self.problems) if word in words else None

    def _naming(self, name: Text, block: Block) -> Naming:
        words = Words(block, self.problems, NAMING)
        if "again" in words and "again" not in self.words:
            text = Bilingual("“again”只用于可以重新办理的单证", "“again” is for a document that is made again")
            self.problems.add(words.where("again"), text)
        each, mark, at = words.text("in").partition(EACH)
        return Naming(
            name=str(name),
            documents=self._documents(words),
            by=words.text("by"),
            each=each if mark else "",
            at=at if mark else each,
            path=str(words.raw("in")),
            statuses=frozenset(map(str, words.texts("status"))),
            party_of=self._named(words, "party-of"),
            is_of_any_party=words.one_of("of") == "any-party",
            again=frozenset(map(str, words.texts("again"))),
            by_record=words.one_of("or-by") == "record",
            is_told=self._is_told(words),
            is_optional=self._is_optional(words),
            where=self._condition(words, "where"),
            unless=self._condition(words, "unless"),
            places=words.places,
        )

    def _documents(self, words: Words) -> tuple[str, ...]:
        """One type, or a list of several."""
        if not isinstance(words.raw("document"), Items):
            return (str(words.text("document")),)
        types = words.texts("document")
        if len(set(types)) < 2:
            text = Bilingual(
                "列表中须有两种以上单证：只有一种时直接写出", "a list names two types or more: write one alone"
            )
            self.problems.add(words.where("document"), text)
        return tuple(map(str, types)) or ("",)

    def _is_told(self, words: Words) -> bool:
        is_told = words.one_of("tell") == "yes"
        if is_told and "to" not in self.words:
            text = Bilingual("“tell”只用于发给对方的单证", "“tell” is for a document that goes to a party")
            self.problems.add(words.where("tell"), text)
        return is_told

    def _is_optional(self, words: Words) -> bool:
        is_optional = words.one_of("optional") == "yes"
        if is_optional and "from" not in self.words:
            text = Bilingual(
                "“optional”只用于对方的通知：申报中不填编号即未引用",
                "“optional” is for a party's notice: a form without the number names nothing",
            )
            self.problems.add(words.where("optional"), text)
        return is_optional

    def _moving(self, block: Block) -> Moving:
        words = Words(block, self.problems, MOVING)
        named, on = self._named(words, "named"), self.lifecycle.several(words, "on")
        sources = frozenset(map(str, words.texts("from")))
        if ("to" in words) == ("back" in words):
            text = Bilingual("请写明变为什么状态：to 或 back", "say where it moves: to or back")
            self.problems.add(block.where, text)
        back = words.text("back")
        self.lifecycle.know_of(back)
        to = read_becoming(words, "to") if "to" in words else Becoming()
        return Moving(named, on, to, sources, str(back), places=words.places)

    def _making(self, block: Block) -> Making:
        words = Words(block, self.problems, MAKING)
        if ("party" in words) == ("party-of" in words):
            text = Bilingual("请写明发给谁：party 或 party-of", "say who it goes to: party or party-of")
            self.problems.add(block.where, text)
        return Making(
            document=words.text("document"),
            on=self.lifecycle.one(words, "on"),
            party=words.text("party"),
            party_of=self._named(words, "party-of"),
            places=words.places,
        )

    def _expiring(self, block: Block) -> Expiring:
        words = Words(block, self.problems, EXPIRING)
        source, to = self.lifecycle.one(words, "from"), self.lifecycle.one(words, "to")
        return Expiring(source, words.text("after"), to, where=words.where("after"))

    def _deadline(self, block: Block) -> Deadline:
        words = Words(block, self.problems, DEADLINE)
        awaits = words.one_of("awaits") or "party"
        for odd in sorted({"within", "resend"} & set(words.block) - _TIMING.get(awaits, set())):
            text = Bilingual(
                f"“awaits”为 {awaits} 时，“{odd}”没有意义",
                f"“{odd}” has no meaning where a document awaits its {awaits}",
            )
            self.problems.add(words.where(odd), text)
        resend = words.text("resend", "0")
        if not resend.isdecimal():
            text = Bilingual("“resend”是重发次数：应为整数", "“resend” is how often: a whole number")
            self.problems.add(resend.where, text)
        seconds = seconds_of(words.text("within", A_DAY if awaits == "party" else ""), self.problems)
        times = int(resend) if resend.isdecimal() else 0
        return Deadline(
            self.lifecycle.several(words, "in"),
            seconds,
            times,
            awaits=str(awaits),
            is_alarm=words.one_of("silent") == "alarm",
            places=words.places,
        )

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
            each=self._named(words, "each"),
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
            held_in_dispute=words.one_of("contradicted") == "held",
            places=words.places,
        )

    def _names(self) -> Collection[str]:
        known = self.words.raw("names")
        return known.keys() if isinstance(known, Block) else ()

    def _named(self, words: Words, word: str) -> str:
        name = words.text(word)
        if name and name not in self._names():
            self.problems.add(name.where, Bilingual(f"“{name}”不在“names”之中", f"“{name}” is not among the names"))
        return str(name)

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

    def _mapping_expected(self, word: str) -> None:
        if word in self.words:
            self.problems.add(self.words.where(word), not_a_mapping(word))


def _not_kept(name: str) -> Bilingual:
    return Bilingual(f"“{name}”不在“keep”之中", f"“{name}” is not among the figures that are kept")


def _texts_in(items: Tree | None) -> Iterator[Text]:
    yield from (item for item in items if isinstance(item, Text)) if isinstance(items, Items) else ()
