"""Which cases run on PostgreSQL too: the first of each test, and all of those that are marked `both_databases`.

What a store does is proved on both databases by its contract (tests/contract). Other tests differ in their cases by
what parties say, not by what databases do, and all cases run on SQLite. HUB_BOTH_DATABASES=1 runs all on both; so does
naming a test with `::`.
"""

import os
from collections.abc import Iterable

import pytest

POSTGRESQL = "postgresql"


def further_on_postgresql(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The cases that are left out; of each test the first case on PostgreSQL is not."""
    seen, found = set[str](), list[pytest.Item]()
    for item in items:
        if _backend(item) == POSTGRESQL and item.get_closest_marker("both_databases") is None:
            test = item.nodeid.partition("[")[0]
            if test in seen:
                found.append(item)
            seen.add(test)
    return found


def are_all_asked_for(config: pytest.Config) -> bool:
    return bool(os.environ.get("HUB_BOTH_DATABASES")) or any("::" in word for word in config.args)


def _backend(item: pytest.Item) -> object:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("backend") if callspec else None
