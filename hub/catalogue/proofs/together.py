"""Prove that routes agree: what a route says of another route, a party or a portal is true."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.legs import Leg
from hub.catalogue.mapping.numbers import parts_of
from hub.catalogue.mapping.parties import Party
from hub.catalogue.mapping.relations import Making, Naming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.proofs.becoming import prove_becoming
from hub.catalogue.proofs.figures import prove_figures
from hub.catalogue.proofs.requirements import prove_requirements
from hub.catalogue.proofs.rules import prove_rules
from hub.catalogue.words.places import Problems, Where
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
    """Report what does not agree; `documents` are all document types that have a file, also an unreadable one."""
    routes = {route.document: route for route in compiled}
    kept = {name for r in routes.values() if r.figures for name in r.figures.keep}
    for route in compiled:
        if route.home and route.home not in portals:
            home = route.home
            text = Bilingual(f"routes/portals 中没有渠道 {home}", f"home portal {home} is not in routes/portals")
            problems.add(route.places.at("home"), text)
        prove_requirements(route, routes, documents, problems)
        _prove_names(route, routes, documents, problems)
        _prove_claims(route, kept, problems)
        _prove_settling(route, problems)
        _prove_versions(route, problems)
        prove_rules(route, routes, problems)
        prove_becoming(route, problems)
        prove_figures(route, routes, documents, problems)
        _prove_facts(route, routes, parties, problems)
    _prove_elements(compiled, problems)


def _prove_versions(route: Route, problems: Problems) -> None:
    """Report a status in which a version could not be superseded after all, and a time that is none."""
    if (versions := route.versions) is None:
        return
    for status in sorted(versions.statuses & set(route.lifecycle.next)):
        if not route.lifecycle.allows(status, versions.becomes):
            text = Bilingual(f"{status} 不能变为 {versions.becomes}", f"{status} may not become {versions.becomes}")
            problems.add(versions.places.at("while"), text)
    time = route.returns.sources.get(versions.as_of)
    if time is not None and time.converter.name not in ("moment", "moment-or-date"):
        text = Bilingual(f"“{versions.as_of}”不是时间", f"“{versions.as_of}” is no time")
        problems.add(versions.places.at("as-of"), text)


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
    for word, path in (("total", settling.total), ("amount", f"{naming.each}.{settling.amount}")):
        if path not in known:
            problems.add(settling.places.at(word), Bilingual(f"映射没有读取 {path}", f"the mapping reads no {path}"))


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
    _prove_named_moves(route, routes, problems)


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


def _prove_named_moves(route: Route, routes: Mapping[str, Route], problems: Problems) -> None:
    """Report moves of named documents to statuses that follow no status of theirs."""
    for moving in route.moves:
        named = (name for naming in route.names if naming.name == moving.named for name in naming.documents)
        types = [routes[name] for name in named if name in routes]
        for other, odd in ((one, odd) for one in types for odd in sorted(moving.to.all - _followers(one))):
            text = Bilingual(
                f"{other.document} 没有状态可以变为 {odd}", f"{other.document} may move to {odd} from nowhere"
            )
            problems.add(moving.places.at("to"), text)


def _followers(route: Route) -> set[str]:
    """The statuses that follow another one."""
    return {code for following in route.lifecycle.next.values() for code in following}


def _numbers_of(route: Route) -> Iterator[str]:
    yield from route.references
    for leg in route.legs:
        yield from leg.answers.references if leg.answers else ()


def _prove_party(route: Route, other: Route, naming: Naming, problems: Problems) -> None:
    """Report a name whose documents are never with the party that it says, and one that says its party twice."""
    if naming.party_of and naming.is_of_any_party:
        text = Bilingual("“party-of”已写明对方：“of”没有意义", "“party-of” says the party: “of” has no meaning")
        problems.add(naming.places.at("of"), text)
    elif not naming.party_of and not naming.is_of_any_party and route.role != other.role:
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
        problems.add(naming.places.at("in"), text)


def _prove_claims(route: Route, kept: Collection[str], problems: Problems) -> None:
    dispatched = {code for leg in route.legs for code in (leg.becomes, leg.confirmed, leg.returned)}
    for claim in route.claims:
        form = route.first_form
        if claim.of and claim.of not in kept:
            text = Bilingual(
                f"占用“{claim.of}”的金额，但没有路由保存这项额度数据",
                f"claims an amount of “{claim.of}”, a figure that no route keeps",
            )
            problems.add(claim.places.at("of"), text)
        if claim.amount and form and claim.amount not in form.known:
            text = Bilingual(
                f"占用 {claim.amount}，但映射没有读取这个字段",
                f"claims {claim.amount}, a field that its mapping does not read",
            )
            problems.add(claim.places.at("amount"), text)
        if claim.by and form and claim.by not in {n.name for n in route.names} and not _is_field(claim.by, form):
            text = Bilingual(
                f"“{claim.by}”既不在“names”之中，也不是映射读取的字段",
                f"“{claim.by}” is neither among the names nor a field that the mapping reads",
            )
            problems.add(claim.places.at("by"), text)
        for odd in sorted(claim.released_by & ({route.lifecycle.first, *dispatched} - {""})):
            text = Bilingual(
                f"占用不能在 {odd} 结束：发送不改变占用", f"a claim cannot end in {odd}: dispatch moves no claim"
            )
            problems.add(claim.places.at("released-by"), text)


def _is_field(path: str, form: Form) -> bool:
    """Whether a path is a field of the form, or a list whose items are values."""
    names = {name for name, _ in form.fields.values()}
    return f"{path}[#]" in names or (path in names and path not in form.lists)


def _prove_facts(route: Route, routes: Mapping[str, Route], parties: Mapping[str, Party], problems: Problems) -> None:
    """Report what a later message or a made document reads and nothing has brought by then."""
    for number, leg in enumerate(route.legs[1:], 1):
        if leg.form is not None:
            _prove_known(leg.form, route, route.legs[:number], route.places.at("then"), problems)
    for word, writing in (("inquiry", route.inquiry), ("shares", route.shares)):
        if writing is not None and writing.form is not None:
            _prove_known(writing.form, route, route.legs, route.places.at(word), problems)
    for making in route.makes:
        made = _made(making, routes, parties, problems)
        if made is not None and made.first_form is not None:
            _prove_known(made.first_form, route, route.legs, making.places.block, problems)


def _made(
    making: Making, routes: Mapping[str, Route], parties: Mapping[str, Party], problems: Problems
) -> Route | None:
    """The route of a document that the hub makes; None, with the problem reported, when there is none."""
    made = routes.get(making.document)
    if made is None or not made.is_made_by_hub:
        text = Bilingual(
            f"{making.document} 不是 hub 自己的单证（hub-to-party）",
            f"{making.document} is no document of the hub's own (hub-to-party)",
        )
        problems.add(making.places.at("document"), text)
        return None
    if making.party and (making.party not in parties or parties[making.party].role != made.role):
        text = Bilingual(
            f"routes/parties 中没有角色为 {made.role} 的 {making.party}",
            f"{making.party} is no {made.role} in routes/parties",
        )
        problems.add(making.places.at("party"), text)
    return made


def _prove_known(form: Form, route: Route, legs: tuple[Leg, ...], where: Where, problems: Problems) -> None:
    tables = [route.returns, *(leg.answers.returns for leg in legs if leg.answers)]
    known = {f"returned.{name}" for table in tables for name in table.sources}
    known |= {path for leg in legs if leg.form for path in leg.form.known}
    known |= {path for path in form.known if path.partition(".")[0] not in ("data", "returned")}
    for odd in sorted(form.known - known):
        text = Bilingual(f"后续报文所需的“{odd}”没有来源", f"nothing brings “{odd}” for the message that follows")
        problems.add(where, text)


def _prove_elements(compiled: Collection[Route], problems: Problems) -> None:
    """Report root elements with two meanings: the hub knows what a party's message is by its root element alone."""
    taken = {TECHNICAL_RECEIPT: ("", Bilingual("技术回执", "the technical receipt"))}
    for route in compiled:
        for element, place in _elements(route):
            service = "" if route.is_notice else route.service
            kind = _sent_about(route)
            first_service, first = taken.setdefault(element, (service, kind))
            if first != kind and (not service or service != first_service):
                text = Bilingual(
                    f"元素 {element} 已有含义（{first.zh}）：无法区分对方的报文是哪一种",
                    f"{element} is the element of {first.en} already: a party's message could mean either",
                )
                problems.add(place, text)


def _sent_about(route: Route) -> Bilingual:
    """What a party sends about a document: the notice itself, or receipts."""
    name = route.document
    return Bilingual.same(name) if route.is_notice else Bilingual(f"{name} 的回执", f"{name}’s receipts")


def _elements(route: Route) -> Iterator[tuple[str, Where]]:
    """The root elements of the messages that parties send about documents of a route, with their places."""
    if route.is_notice and route.element:
        yield route.element, route.places.at("element")
    for leg in route.legs:
        if leg.answers and leg.answers.element:
            yield leg.answers.element, leg.answers.places.at("element")
