"""Looks at the store, and at the clock beside what is recorded."""

import os
from collections.abc import Callable, Iterator

from adapters.store.health import Health
from adapters.x509 import Registered, SigningKey
from hub.catalogue import Catalogue
from hub.errors import Code, Deferred, OperatorError, StoreNotDurable
from hub.operate.doctor.certificates import judge_certificates
from hub.operate.doctor.finding import Finding, not_checked
from hub.operate.doctor.judgements import SECOND, judge_recorded, judge_way, judge_year
from hub.operate.doctor.months import judge_months
from hub.operate.doctor.store_access import StoreAccess
from hub.operate.doctor.store_health import kept_from_working, of_servers_clock, of_workers
from hub.operate.open_documents import prove_open_documents
from hub.text.bilingual import Bilingual


def look_at_store(access: StoreAccess, key: SigningKey | None, catalogue: Callable[[], Catalogue]) -> Iterator[Finding]:
    """It answers, is whole, has every table, takes writes and keeps them, and what is open in it has a route.

    `key`: what is shown to the database. `catalogue` raises OperatorError (HUB-703) where it is broken.
    """
    found = access.health()
    yield from kept_from_working(found)
    if found.damage or found.lock:
        return
    _write_to(access)
    yield Finding("ok", Bilingual(f"{found.kind} 可写", f"{found.kind} takes writes"))
    yield from _of_durability(found)
    yield from of_workers(access, found)
    yield from _of_months(access)
    if key is not None:
        yield judge_certificates(
            Bilingual("hub（连接数据库）", "the hub for the database"),
            [Registered.of(key.certificate)],
            access.clock.now(),
        )
    if (link := found.link) is not None and link.sslmode != "verify-full":
        yield judge_way(
            link.host,
            Bilingual(f"sslmode 为 {link.sslmode}，而非 verify-full", f"sslmode is {link.sslmode}, not verify-full"),
        )
    if found.moment is not None:
        yield of_servers_clock(access, found.kind, found.moment)
    _prove_open_documents(access, catalogue)


def look_at_clock(access: StoreAccess) -> Iterator[Finding]:
    """The year can be true, and nothing was recorded later than now."""
    settings, now = access.home.settings, access.clock.now()
    yield judge_year(now)
    try:
        with access.opened() as store:
            newest = store.clock.newest()
    except (Deferred, OperatorError):
        yield not_checked(
            Bilingual("审计库读不出，无从得知已有的记录", "what is recorded, since the store cannot be read")
        )
        return
    if newest > settings.recorded_ahead_until:
        yield judge_recorded(newest - now, settings.clock_skew_s * SECOND)


def _prove_open_documents(access: StoreAccess, catalogue: Callable[[], Catalogue]) -> None:
    try:
        sound = catalogue()
    except OperatorError as error:
        if error.code != Code.BAD_CATALOGUE:  # that is the catalogue's look
            raise
        return
    with access.opened() as store:
        prove_open_documents(store, sound)


def _write_to(access: StoreAccess) -> None:
    """Beat once, and take it back."""
    name = f"doctor-{access.home.settings.name}-{os.getpid()}"
    with access.opened() as store:
        store.heartbeats.record(name, access.clock.now())
        store.heartbeats.remove(name)


def _of_months(access: StoreAccess) -> Iterator[Finding]:
    with access.opened() as store:
        yield from judge_months(store.months.look(access.clock.now()))


def _of_durability(found: Health) -> Iterator[Finding]:
    """Without `fsync` a power cut takes what was committed; without `full_page_writes` it may tear a page."""
    if found.settings.get("fsync") == "off":
        yield Finding.of("failure", StoreNotDurable(Bilingual("fsync 已关闭", "fsync is off")))
    if found.settings.get("full_page_writes") == "off":
        torn = Bilingual(
            "full_page_writes 已关闭，只有部分文件系统允许这样",
            "full_page_writes is off, which only some file systems allow",
        )
        yield Finding.of("warning", StoreNotDurable(torn))
