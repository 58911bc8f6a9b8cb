"""Where a document type comes from: the first comment of its route."""

from collections.abc import Sequence
from pathlib import Path

from hub.catalogue import Route

LEGEND = """S0 to S4 in brackets are the portals' own guides: S0 Liaoning, customs duty guarantee insurance; S1 Standard
Edition, financial and insurance services; S2 Standard Edition, processing-trade guarantees; S3 Shaanxi, export credit
insurance; S4 Guangdong, export credit for small exporters.
"""


class Origins:
    """Reads the first comment of each route, in the folders that a catalogue was read from."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self.roots = roots

    def of(self, route: Route) -> str:
        """The comment on the first line; empty where there is none."""
        name = route.where.file.removeprefix("routes/")
        found = next((root / name for root in reversed(self.roots) if (root / name).is_file()), None)
        first, *_ = found.read_text("utf-8").splitlines() if found else [""]
        return first.lstrip("# ") if first.startswith("#") else ""
