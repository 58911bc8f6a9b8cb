"""Prove that routes agree: what a route says of another route, a party or a portal is true."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from hub.catalogue.mapping.document_values import form_values, item_values
from hub.catalogue.mapping.numbers import parts_of
from hub.catalogue.mapping.parties import Party
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.proofs.becoming import prove_becoming
from hub.catalogue.proofs.claims import kept_figures, prove_claims, prove_counted
from hub.catalogue.proofs.concerns import prove_concerns
from hub.catalogue.proofs.exact import prove_exact
from hub.catalogue.proofs.existing import prove_existing
from hub.catalogue.proofs.facts import prove_facts
from hub.catalogue.proofs.figures import prove_figures
from hub.catalogue.proofs.form_numbers import prove_form_numbers
from hub.catalogue.proofs.framing import prove_framing
from hub.catalogue.proofs.held import prove_held
from hub.catalogue.proofs.identities import prove_identities
from hub.catalogue.proofs.named_facts import prove_named_facts
from hub.catalogue.proofs.named_moves import prove_named_moves
from hub.catalogue.proofs.named_rules import prove_named_rules
from hub.catalogue.proofs.passed_on import prove_passed_on
from hub.catalogue.proofs.reopening import prove_reopening
from hub.catalogue.proofs.requirements import prove_requirements
from hub.catalogue.proofs.returned import prove_returned
from hub.catalogue.proofs.rules import prove_rules
from hub.catalogue.proofs.stands import prove_stands
from hub.catalogue.proofs.taken_over import prove_left, prove_taken_over
from hub.catalogue.proofs.versions import prove_corrected, prove_versions
from hub.catalogue.words.nearest import meant
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import no_amount
from hub.text.bilingual import Bilingual
from hub.xml.names import TECHNICAL_RECEIPT


def prove_owners(parties: Mapping[str, Party], portals: Collection[str], problems: Problems) -> None:
    """Report a party and a portal of one name."""
    for name in sorted(parties.keys() & set(portals)):
        text = Bilingual(
            f"{name} 也是渠道的名称：两者的队列会冲突", f"{name} is a portal's name too: their queues would clash"
        )
        problems.add(parties[name].places.block._replace(line=1), text)


def prove_together(
    compiled: Collection[Route],
    documents: Collection[str],
    parties: Mapping[str, Party],
    portals: Collection[str],
    problems: Problems,
) -> None:
    """Report what does not agree; `documents` are all document types that have a file, also an unreadable one.

    What a route has is not asked of one whose file has a fault of its own: the fault may have taken it away.
    """
    routes = {route.document: route for route in compiled}
    broken = {problem.file for problem in problems.found}
    sound = {name: route for name, route in routes.items() if route.where.file not in broken}
    kept = kept_figures(compiled)
    for route in compiled:
        for prove in _ALONE:
            prove(route, problems)
        _prove_home(route, portals, problems)
        prove_requirements(route, routes, documents, problems)
        _prove_names(route, sound, documents, problems)
        _prove_dispatch(route, parties, problems)
        prove_claims(route, kept, problems)
        prove_counted(route, routes, problems)
        prove_named_facts(route, sound, problems)
        prove_corrected(route, routes, problems)
        prove_rules(route, sound, problems)
        prove_exact(route, routes, problems)
        prove_named_rules(route, routes, problems)
        prove_existing(route, routes, problems)
        prove_figures(route, routes, documents, problems)
        prove_facts(route, routes, parties, problems)
        prove_passed_on(route, routes, problems)
    prove_held(routes, problems)
    prove_reopening(routes, problems)
    before = problems.reported
    _prove_elements(compiled, problems)
    if problems.reported == before:  # else an element would be framed in two ways
        prove_framing(compiled, problems)


def _prove_home(route: Route, portals: Collection[str], problems: Problems) -> None:
    """Report a home portal that has no file."""
    if (home := route.home) and home not in portals:
        text = Bilingual(f"routes/portals 中没有渠道 {home}", f"home portal {home} is not in routes/portals")
        problems.add((route.existing or route).places.at("home"), text)


def _prove_settling(route: Route, problems: Problems) -> None:
    """Report a `settles` that is about no list, whose parts move nothing, or whose amounts no line reads."""
    settling = route.settles
    if settling is None or not any(n.name == settling.named for n in route.names):
        return
    naming = route.naming(settling.named)
    if not naming.each:
        text = Bilingual(
            f"“{naming.name}”是一份单证，不是单证列表", f"“{naming.name}” is one document, not a list of them"
        )
        problems.add(settling.places.at("each"), text)
        return
    for word, status in (("paid", settling.paid), ("failed", settling.failed)):
        if not any(m.named == naming.name and status in m.on for m in route.moves):
            text = Bilingual(
                f"没有“moves”在 {status} 时改变 {naming.name} 的状态", f"nothing moves {naming.name} on {status}"
            )
            problems.add(settling.places.at(word), text)
    known = route.first_form.known if route.first_form else frozenset()
    values = {**form_values(route.first_form), **item_values(route.first_form)}
    for word, path in (("total", settling.total), ("amount", f"{naming.each}.{settling.amount}")):
        if path not in known:
            problems.add(settling.places.at(word), Bilingual(f"映射没有读取 {path}", f"the mapping reads no {path}"))
        elif path not in values or not values[path].is_number:
            problems.add(settling.places.at(word), no_amount(path))


def _prove_names(route: Route, routes: Mapping[str, Route], documents: Collection[str], problems: Problems) -> None:
    """Report named documents without a route, without such a number, or without one of the statuses."""
    for naming in route.names:
        known = [routes[name] for name in naming.documents if name in routes]
        for document in (name for name in naming.documents if name not in documents):
            text = Bilingual(f"引用的单证 {document} 没有路由", f"names {document}, which has no route")
            problems.add(naming.places.at("document"), text)
        for other in known:
            if naming.by not in set(_numbers_of(other)):
                text = Bilingual(
                    f"{other.document} 没有业务编号“{naming.by}”", f"{other.document} has no number “{naming.by}”"
                )
                problems.add(naming.places.at("by"), text)
        if len(known) < len(naming.documents):
            continue
        for word, statuses in (("status", naming.statuses), ("again", naming.again)):
            _prove_statuses(naming, (word, statuses), known, problems)
        _prove_number(route, naming, problems)
        _prove_party(route, other, naming, problems)
    prove_named_moves(route, routes, problems)


def _prove_statuses(
    naming: Naming, said: tuple[str, Collection[str]], known: Sequence[Route], problems: Problems
) -> None:
    """Report a status that no named type has, and a named type that has none of the statuses."""
    word, statuses = said
    for odd in sorted(set(statuses) - {code for other in known for code in other.lifecycle.next}):
        document = known[0].document
        text = Bilingual(
            f"引用处于 {odd} 的 {document}，但它没有这个状态", f"names {document} in {odd}, a status it never has"
        )
        problems.add(naming.places.at(word), text)
    for other in known if len(known) > 1 and statuses else ():
        if not set(statuses) & set(other.lifecycle.next):
            document = other.document
            text = Bilingual(f"{document} 没有其中任何一个状态", f"{document} has none of these statuses")
            problems.add(naming.places.at(word), text)


def _prove_dispatch(route: Route, parties: Mapping[str, Party], problems: Problems) -> None:
    """Report moves of named documents that dispatch would make: what a queue confirms moves the sent document only.

    Where an envelope's answer says it (`envelope`), it is a receipt, and others follow.
    """
    if all(party.envelope for party in parties.values() if party.role == route.role):
        return
    dispatched = {code for leg in route.legs for code in (leg.confirmed, leg.returned)} - {""}
    for moving in route.moves:
        for odd in sorted(moving.on & dispatched):
            text = Bilingual(
                f"{odd} 由发送引起，不会带动其他单证", f"{odd} comes of dispatch, which moves no other document"
            )
            problems.add(moving.places.at("on"), text)


def _numbers_of(route: Route) -> Iterator[str]:
    yield from route.references
    yield from (number.name for number in route.numbers)
    for leg in route.legs:
        yield from leg.answers.references if leg.answers else ()


def _prove_party(route: Route, other: Route, naming: Naming, problems: Problems) -> None:
    """Report a name whose documents are never with the party that it says, and one that says its party twice."""
    if naming.party_of and naming.is_of_any_party:
        text = Bilingual("“party-of”已写明对方：“of”没有意义", "“party-of” says the party: “of” has no meaning")
        problems.add(naming.places.at("of"), text)
    elif not naming.party_of and not naming.is_of_any_party and route.role and route.role != other.role:
        text = Bilingual(
            f"{other.document} 的对方是 {other.role}，本单证的对方是 {route.role}：不会相同，请写“of: any-party”",
            f"{other.document} is with a party of the role {other.role}, this document with one of the role "
            f"{route.role}: never the same; say “of: any-party”",
        )
        problems.add(naming.places.block, text)


def _prove_number(route: Route, naming: Naming, problems: Problems) -> None:
    """Report a number that is neither among a notice's values nor in a field of the form that the mapping reads."""
    if route.is_notice:
        known = set(route.returns.sources)
    else:
        known = set(route.first_form.known) if route.first_form else set()
    paths = {f"{naming.each}.{part}" if naming.each else part for part in parts_of(naming.at)}
    if known and not paths <= known:
        text = Bilingual(
            f"{route.document} 中没有“{naming.path}”", f"“{naming.path}” is nothing that {route.document} brings"
        )
        problems.add(naming.places.at("in"), meant(text, naming.path, known))


def _prove_elements(compiled: Collection[Route], problems: Problems) -> None:
    """Report root elements with two meanings: the hub knows what a party's message is by its root element alone.

    Receipts of several services may share an element that their schemas include, as customs' answers do.
    """
    taken = {TECHNICAL_RECEIPT: ("", Bilingual("技术回执", "the technical receipt"))}
    for route in compiled:
        for element, place, is_announcing in _elements(route):
            service = "*" if route.schema.includes(element) else route.service
            service, kind = "" if is_announcing else service, _sent_about(route, is_announcing=is_announcing)
            first_service, first = taken.setdefault(element, (service, kind))
            if first != kind and (not service or service != first_service):
                text = Bilingual(
                    f"元素 {element} 已有含义（{first.zh}）：无法区分对方的报文是哪一种",
                    f"{element} is the element of {first.en} already: a party's message could mean either",
                )
                problems.add(place, text)


def _sent_about(route: Route, *, is_announcing: bool) -> Bilingual:
    """What a party sends about a document: the announcement itself, or receipts."""
    name = route.document
    return Bilingual.same(name) if is_announcing else Bilingual(f"{name} 的回执", f"{name}’s receipts")


def _elements(route: Route) -> Iterator[tuple[str, Where, bool]]:
    """The root elements of the messages that parties send about documents of a route, with their places.

    And whether such a message announces the document, or answers one.
    """
    if route.is_notice and route.element:
        yield route.element, route.places.at("element"), True
    if route.existing is not None:
        yield route.existing.element, route.existing.places.at("element"), True
    for leg in route.legs:
        if leg.answers and leg.answers.element:
            yield leg.answers.element, leg.answers.places.at("element"), False


_ALONE: Final = (
    prove_form_numbers,
    _prove_settling,
    prove_versions,
    prove_concerns,
    prove_identities,
    prove_becoming,
    prove_taken_over,
    prove_left,
    prove_returned,
    prove_stands,
)
"""What is proved of a route by itself."""
