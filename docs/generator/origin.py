"""Where a document type comes from: the first comment of its route."""

from pathlib import Path

from hub.catalogue import Route

ROOT = Path(__file__).resolve().parents[2]
LEGEND = """S0 to S4 in brackets are the portals' own guides: S0 Liaoning, customs duty guarantee insurance; S1 Standard
Edition, financial and insurance services; S2 Standard Edition, processing-trade guarantees; S3 Shaanxi, export credit
insurance; S4 Guangdong, export credit for small exporters.
"""


def origin(route: Route) -> str:
    """The comment on the first line; empty where there is none."""
    first, *_ = (ROOT / route.where.file).read_text("utf-8").splitlines()
    return first.lstrip("# ") if first.startswith("#") else ""
