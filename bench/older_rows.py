"""Rows as releases before compact rows wrote them: ids in the order of time, bytes that do not compress."""

import hashlib
from collections.abc import Iterable
from typing import Any

from hub.model import GENESIS

# Triggers and references are off.
FILL = (
    "SET session_replication_role = replica",
    "CREATE TEMPORARY TABLE noise AS SELECT string_agg(sha512(i::text::bytea), '' ORDER BY i) AS bytes"
    " FROM generate_series(1, 16000) i",
    "CREATE TEMPORARY TABLE made AS SELECT i, '01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0') AS id,"
    " encode(sha256(('s' || i)::bytea), 'hex') AS dropped, encode(sha256(('m' || i)::bytea), 'hex') AS sent,"
    " encode(sha256(('1' || i)::bytea), 'hex') AS first, encode(sha256(('2' || i)::bytea), 'hex') AS second,"
    " 1700000000000000 + i * 1000 AS at FROM generate_series(1, {documents}) i",
    "INSERT INTO payload SELECT dropped, substr(bytes, 1 + (i * 97) % 1000000, 972) FROM made, noise",
    "INSERT INTO payload SELECT sent, substr(bytes, 1 + (i * 89) % 1000000, 2557) FROM made, noise",
    "INSERT INTO document SELECT id, 'credit-authorization', 'national', 'old-' || i, dropped, dropped, 'national',"
    " 'ping-an', '91310000MB' || lpad(i::text, 8, '0'), '某某进出口有限公司', 'P002', 1, 2, second, NULL, at, at"
    " FROM made",
    "INSERT INTO message SELECT replace(id, '-7000-', '-7001-'), 'out', 'ping-an', 'business', id, 1, sent, 2557, NULL,"
    " at, encode(sha256('catalogue'), 'hex') FROM made",
    "INSERT INTO transition SELECT id, 1, 'main', NULL, 'P001', 'document', 'old-' || i, dropped, '{{}}', at,"
    " encode(sha256('catalogue'), 'hex'), repeat('0', 64), first FROM made",
    "INSERT INTO transition SELECT id, 2, 'main', 'P001', 'P002', 'confirm', replace(id, '-7000-', '-7001-'), sent,"
    " '{{}}', at, encode(sha256('catalogue'), 'hex'), first, second FROM made",
    "DROP TABLE made, noise",
    "SET session_replication_role = origin",
    "VACUUM ANALYZE",
    "CHECKPOINT",
)
_NOISE = b"".join(hashlib.sha512(str(i).encode()).digest() for i in range(1, 16_001))
_CATALOGUE = hashlib.sha256(b"catalogue").hexdigest()


def rows_of(numbers: Iterable[int]) -> dict[str, list[tuple[Any, ...]]]:
    """The same rows for SQLite, by table, with values in the order of the columns."""
    found: dict[str, list[tuple[Any, ...]]] = {"payload": [], "document": [], "message": [], "transition": []}
    for i in numbers:
        id_, sent_id, at = (
            f"01900000-0000-7000-8000-{i:012x}",
            f"01900000-0000-7001-8000-{i:012x}",
            17 * 10**14 + i * 1000,
        )
        dropped, sent, first, second = (hashlib.sha256(f"{kind}{i}".encode()).hexdigest() for kind in "sm12")
        found["payload"] += [(dropped, _slice(i * 97, 972)), (sent, _slice(i * 89, 2557))]
        whose = ("national", "ping-an", f"91310000MB{i:08}", "某某进出口有限公司")
        stands = ("P002", 1, 2, second, None, at, at, None, "", None, None, "", None)
        found["document"].append(
            (id_, "credit-authorization", "national", f"old-{i}", dropped, dropped, *whose, *stands)
        )
        message = (sent_id, "out", "ping-an", "business", id_, 1, sent, 2557, None, at, _CATALOGUE)
        found["message"].append(message)
        received = ("main", None, "P001", "document", f"old-{i}", dropped, "{}", at, _CATALOGUE, GENESIS, first)
        confirmed = ("main", "P001", "P002", "confirm", sent_id, sent, "{}", at, _CATALOGUE, first, second)
        found["transition"] += [(id_, 1, *received), (id_, 2, *confirmed)]
    return found


def _slice(start: int, length: int) -> bytes:
    begin = start % 1_000_000
    return _NOISE[begin : begin + length]
