"""Documents that name the same bytes: these leave the store in one transaction, or stay."""

from collections.abc import Iterator, Mapping, Sequence


def together(names: Mapping[str, Sequence[str]], most: int) -> Iterator[dict[str, Sequence[str]]]:
    """Divide documents, with the digests of their bytes, so that no two parts share bytes.

    A part has `most` documents; more only where so many share bytes.
    """
    part: dict[str, Sequence[str]] = {}
    for group in _groups(names):
        if part and len(part) + len(group) > most:
            yield part
            part = {}
        part |= {id_: names[id_] for id_ in group}
    if part:
        yield part


def _groups(names: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The documents that share bytes, directly or by others; in the order of their first."""
    first: dict[str, str] = {}
    leader = {id_: id_ for id_ in names}

    def lead(id_: str) -> str:
        while leader[id_] != id_:
            leader[id_] = leader[leader[id_]]
            id_ = leader[id_]
        return id_

    for id_ in sorted(names):
        for digest in names[id_]:
            one, other = sorted((lead(first.setdefault(digest, id_)), lead(id_)))
            leader[other] = one
    found: dict[str, list[str]] = {}
    for id_ in sorted(names):
        found.setdefault(lead(id_), []).append(id_)
    return list(found.values())
