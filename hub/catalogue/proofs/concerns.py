"""Prove whom documents of several enterprises concern."""

from collections.abc import Mapping

from hub.catalogue.mapping.document_values import said_by
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual


def prove_concerns(route: Route, routes: Mapping[str, Route], problems: Problems) -> None:
    """Report units of which neither code nor USCC is said, and rights that each enterprise would have for itself.

    Rights on a document that concerns several enterprises belong to that document, whoever acts.
    """
    shared = {name for name, other in routes.items() if other.concerns}
    for claim in route.claims:
        named = {type_ for naming in route.names if naming.name == claim.each for type_ in naming.documents}
        if named & shared and "enterprise" in claim.resource:
            text = Bilingual(
                f"“{claim.each}”涉及多家企业：占用不能按企业区分",
                f"“{claim.each}” concerns several enterprises: a right on it is not counted by enterprise",
            )
            problems.add(claim.places.at("on"), text)
    known = set(said_by(route))
    for name in route.concerns:
        prefix = "returned." if route.is_notice else "data."
        if known and not known & {f"{prefix}{name}_code", f"{prefix}{name}_uscc"}:
            text = Bilingual(f"没有单位“{name}”的编码或信用代码", f"there is neither {name}_code nor {name}_uscc")
            problems.add(route.places.at("concerns"), text)
