"""Looks at the catalogue."""

from collections.abc import Iterator

from hub.catalogue import Catalogue
from hub.home.settings import Settings
from hub.operate.doctor.finding import Finding
from hub.text.bilingual import Bilingual


def look_at_catalogue(settings: Settings, catalogue: Catalogue) -> Iterator[Finding]:
    """Everything in it fits, and the hub is known where its parties are; `hub check` tells more."""
    settings.id_on_platform(catalogue.on_platform)
    yield Finding(
        "ok",
        Bilingual(
            f"{len(catalogue.routes)} 种单证，摘要 {catalogue.digest[:12]}",
            f"{len(catalogue.routes)} documents, digest {catalogue.digest[:12]}",
        ),
    )
