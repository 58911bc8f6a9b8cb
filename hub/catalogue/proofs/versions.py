"""Prove versions of what parties announce: a version can be superseded, and each word about it can act."""

from collections.abc import Mapping

from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import may_not_become
from hub.text.bilingual import Bilingual


def prove_versions(route: Route, problems: Problems) -> None:
    """Report a status in which no version can be superseded, a time that is none, and a quarantine that never is."""
    if (versions := route.versions) is None:
        return
    for status in sorted(versions.statuses & set(route.lifecycle.next)):
        if not route.lifecycle.allows(status, versions.becomes):
            problems.add(versions.places.at("while"), may_not_become(status, versions.becomes))
    later = _after_the_first(route) - {versions.becomes, *versions.statuses}
    if versions.is_quarantined_later and route.lifecycle.next and not later:
        text = Bilingual("没有其他状态：不会有版本被隔离", "there is no other status: no version is ever quarantined")
        problems.add(versions.places.at("later"), text)
    time = route.returns.sources.get(versions.as_of)
    if time is not None and time.converter.name not in ("moment", "moment-or-date"):
        text = Bilingual(f"“{versions.as_of}”不是时间", f"“{versions.as_of}” is no time")
        problems.add(versions.places.at("as-of"), text)


def prove_corrected(route: Route, routes: Mapping[str, Route], problems: Problems) -> None:
    """Report a correction of what makes no such document, of one never made again, and one that cannot take place."""
    if (corrected := route.corrected) is None:
        return
    made = routes.get(corrected.made)
    if corrected.made not in {making.document for making in route.makes}:
        text = Bilingual(f"它不生成 {corrected.made}", f"it makes no {corrected.made}")
        problems.add(corrected.places.at("made"), text)
    elif made is not None and made.again is None:
        text = Bilingual(f"{made.document} 没有“again”", f"{made.document} has no “again”")
        problems.add(corrected.places.at("made"), text)
    after = _after_the_first(route) - {corrected.becomes}
    for odd in sorted(code for code in after if not route.lifecycle.allows(code, corrected.becomes)):
        problems.add(corrected.places.at("becomes"), may_not_become(odd, corrected.becomes))


def _after_the_first(route: Route) -> set[str]:
    """The statuses but the first; a route without a lifecycle has none."""
    return set(tuple(route.lifecycle.next)[1:])
