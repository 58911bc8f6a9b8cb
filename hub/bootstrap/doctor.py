"""What the doctor looks at in a home, and how it reaches it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

from adapters.cards import certificates_in
from hub.bootstrap.attention import told
from hub.bootstrap.authority import open_operators
from hub.bootstrap.begun_plans import half_done
from hub.bootstrap.broker import Owners, owners_of, queue_key
from hub.bootstrap.catalogue import read_catalogue, sound_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.devices import silent_devices
from hub.bootstrap.encryption import agreed_ciphers
from hub.bootstrap.health import store_access
from hub.bootstrap.keys import own_keys, read_register, read_ring
from hub.bootstrap.looks import looks_about_now
from hub.bootstrap.queues import queues_of
from hub.bootstrap.queues.rabbit import ailments, count, missing
from hub.bootstrap.signing import named_profiles
from hub.bootstrap.store_key import store_key
from hub.bootstrap.topology import check, plan
from hub.bootstrap.unencrypted import unencrypted
from hub.bootstrap.waiting_items import look_in_store
from hub.catalogue import Catalogue
from hub.errors import Deferred, OperatorError
from hub.home.place import Home
from hub.operate.attention import running
from hub.operate.doctor.attention import look_at_attention
from hub.operate.doctor.catalogue import look_at_catalogue
from hub.operate.doctor.devices import look_at_devices
from hub.operate.doctor.finding import Finding, Look, not_checked
from hub.operate.doctor.home import look_at_home, look_at_secrets
from hub.operate.doctor.keys import look_at_encryption, look_at_profiles
from hub.operate.doctor.operators import look_at_operators
from hub.operate.doctor.plans import look_at_plans
from hub.operate.doctor.queues import BrokerAccess, look_at_broker, look_at_folders
from hub.operate.doctor.store import look_at_clock, look_at_store
from hub.operate.doctor.store_access import StoreAccess
from hub.ports import WaitingGroup
from hub.text.bilingual import Bilingual


def looks_at(home: Home) -> Mapping[str, Look]:
    """Every look by its name, in the order in which a start would meet them; the home comes first."""
    catalogue, access, about_now = partial(sound_catalogue, home), store_access(home), looks_about_now(home)
    return {
        "home": lambda: look_at_home(home),
        "secrets": lambda: look_at_secrets(home),
        "catalogue": lambda: look_at_catalogue(home.settings, catalogue()),
        "key": about_now["key"],
        "signatures": lambda: _look_at_signatures(home, catalogue),
        "devices": lambda: _look_at_devices(home, access),
        "encryption": lambda: _look_at_encryption(home, catalogue, access),
        "parties": about_now["parties"],
        "operators": lambda: _look_at_operators(home),
        "store": lambda: look_at_store(access, store_key(home), catalogue),
        "plans": lambda: _look_at_plans(home, access),
        "attention": lambda: _look_at_attention(home, access),
        **{name: about_now[name] for name in ("log", "past", "witnesses", "witnessed", "timestamps")},
        "broker": lambda: _look_at_queues(home),
        "clock": lambda: look_at_clock(access),
        "disk": about_now["disk"],
    }


def _look_at_signatures(home: Home, catalogue: Callable[[], Catalogue]) -> Iterator[Finding]:
    try:
        ring, agreed = read_ring(home), named_profiles(catalogue())
    except OperatorError:  # the looks at the catalogue and at the key tell it
        return iter([Finding("ok", Bilingual("见上文", "told above"))])
    return look_at_profiles(ring, agreed, SystemClock().now())


def _look_at_devices(home: Home, access: StoreAccess) -> Iterator[Finding]:
    def waiting() -> Sequence[WaitingGroup]:
        with access.opened() as store:
            return store.totals.to_sign()

    names = [device.name for device in own_keys(home).devices()]
    told = {one.device: one.words for one in silent_devices(home)}
    return look_at_devices(names, told, waiting, SystemClock().now())


def _look_at_encryption(home: Home, catalogue: Callable[[], Catalogue], access: StoreAccess) -> Iterator[Finding]:
    try:
        agreed = agreed_ciphers(catalogue())
    except OperatorError:  # the look at the catalogue tells it
        return iter([Finding("ok", Bilingual("见上文", "told above"))])
    ring, register = read_ring(home, "encryption"), read_register(home, "encryption")
    now = SystemClock().now()

    def waiting() -> list[OperatorError]:
        with access.opened() as store:
            return list(unencrypted(home, store, now))

    return look_at_encryption(ring, register, agreed, now, waiting)


def _look_at_operators(home: Home) -> Iterator[Finding]:
    open_cards = cache(partial(open_operators, home))
    now, listed = SystemClock().now(), certificates_in(home.operators)
    return look_at_operators(listed, lambda card: open_cards().require_good(card, now), now)


def _look_at_plans(home: Home, access: StoreAccess) -> Iterator[Finding]:
    try:
        with access.opened() as store:
            return look_at_plans(half_done(home, store, SystemClock().now()))
    except (Deferred, OperatorError):  # the look at the store tells it
        return iter([not_checked(Bilingual("审计库读不出", "plans, since the store cannot be read"))])


def _look_at_attention(home: Home, access: StoreAccess) -> Iterator[Finding]:
    try:
        with access.opened() as store:
            seen = look_in_store(home, store, SystemClock().now())
        unread = running.unread((one.source, told(one.error)) for one in seen.failed)
        return look_at_attention([*seen.items, *unread])
    except (Deferred, OperatorError):  # the look at the store tells it
        return iter([not_checked(Bilingual("审计库读不出", "what needs a person, since the store cannot be read"))])


def _look_at_queues(home: Home) -> Iterator[Finding]:
    if not home.settings.uses_broker:
        return look_at_folders(home.queues, queues_of(home).depths())
    return look_at_broker(_broker_access(home), SystemClock().now())


def _broker_access(home: Home) -> BrokerAccess:
    @cache
    def owners() -> Owners:
        return owners_of(home, read_catalogue(home))

    return BrokerAccess(
        key=partial(queue_key, home),
        urls=[url for url in (home.settings.queue, home.settings.management) if url],
        depths=lambda: count(home, owners()),
        missing=missing,
        ailments=lambda depths: ailments(home, depths),
        differences=lambda: check(home, plan(home, owners(), make=False)),
    )
