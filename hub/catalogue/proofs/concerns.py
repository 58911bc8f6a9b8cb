"""Prove whom documents of several enterprises concern."""

from hub.catalogue.mapping.document_values import said_by
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual


def prove_concerns(route: Route, problems: Problems) -> None:
    """Report units of which neither code nor USCC is said."""
    known = set(said_by(route))
    for name in route.concerns:
        prefix = "returned." if route.is_notice else "data."
        if known and not known & {f"{prefix}{name}_code", f"{prefix}{name}_uscc"}:
            text = Bilingual(f"没有单位“{name}”的编码或信用代码", f"there is neither {name}_code nor {name}_uscc")
            problems.add(route.places.at("concerns"), text)
