"""The generated JSON Schemas and the hub agree on what a submission is, and on what a portal is told."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from junk import BEYOND_SCHEMAS, GONE, JUNK, Place, is_tolerated, places, tidied, with_value
from published import faults_of, published
from rig import ROOT, START, Rig, a_credit_authorization, a_duty_application, catalogue, grant_quota, usccs

from adapters.store import open_store
from hub.catalogue import Catalogue
from hub.effects.work import Means
from hub.errors import Rejected
from hub.flow.course import prepare
from hub.flow.explanation import Unsigned
from hub.model import Fault
from hub.ports import Delivery, Store
from hub.reading.parse_submission import parse_submission
from hub.simulate.placeholders import SHANGHAI, fill_dates

SCHEMAS = sorted((ROOT / "docs" / "schemas").glob("*.json"))


# ---- what the hub makes of a submission ----


def read(form: Any) -> Any:
    """A form as the hub reads it; a test that it cannot even read proves nothing here."""
    try:
        return parse_submission(_delivery(form)).submission.form
    except Rejected:
        assume(False)


def refused(form: Any) -> list[str]:
    """What the stages before any rule find and a schema can say, in the order of the flow."""
    return [f"{fault.field}: {fault.code}" for fault in faulty(form) if fault.code not in BEYOND_SCHEMAS]


def faulty(form: Any) -> list[Fault]:
    """All that the stages before any rule find."""
    delivery = _delivery(form)
    return list(prepare(Means("hub", _carrying_all(), Unsigned()), parse_submission(delivery), delivery, START).faults)


@cache
def _carrying_all() -> Catalogue:
    """The national portal, which writes as the hub does, carries every document in it: schemas know no portal."""
    found = catalogue()
    national = replace(found.portals["national"], without=frozenset())
    return replace(found, portals={**found.portals, "national": national})


def _delivery(form: Any) -> Delivery:
    return Delivery(owner="national", tag="t", body=json.dumps(form).encode(), taken_at=START)


def _samples() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((ROOT / "tests" / "examples").rglob("*.json")):
        form = json.loads(fill_dates(path.read_text("utf-8"), datetime.now(SHANGHAI)))
        if "type" in form:  # what is in a portal's own shape is held to the portal's schema
            yield f"{path.parent.name}/{path.stem}", form


SAMPLES = dict(_samples())


# ---- submissions ----


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_every_schema_is_one(path: Path) -> None:
    """It says which draft it is written in, and is what that draft allows."""
    found = json.loads(path.read_text("utf-8"))
    assert found["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(found)


def test_every_document_that_portals_submit_has_a_schema() -> None:
    """And nothing else has."""
    submitted = {route.document for route in catalogue().routes.values() if route.direction == "portal-to-party"}
    assert {path.stem for path in SCHEMAS} == submitted | {"event-status", "event-refusal"}


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_fits_its_schema_when_the_hub_can_make_a_message_of_it(sample: str) -> None:
    """And only then, whatever business rules say of it."""
    form = SAMPLES[sample]
    found, wrong = refused(form), faults_of(form["type"], form)
    assert bool(found) == bool(wrong), (found, wrong)


def changed(sample: str, path: Place, value: Any) -> dict[str, Any]:
    """A sample with one value changed, added or taken away."""
    return with_value(SAMPLES[sample], path, value)


SOUND = {(form["type"], *form["data"]): name for name, form in reversed(SAMPLES.items()) if not refused(form)}
"""One of each type, and of each choice of fields."""
PLACES = [(name, place) for name in SOUND.values() for place in places(SAMPLES[name]) if place != ("type",)]


@given(place=st.sampled_from(PLACES), junk=JUNK | st.just(GONE))
@settings(max_examples=800, deadline=None)
def test_the_hub_takes_whatever_a_schema_admits(place: tuple[str, tuple[Any, ...]], junk: Any) -> None:
    """A portal that keeps to the schema meets no fault of form."""
    form = changed(*place, junk)
    if not faults_of(form["type"], read(form)):
        assert refused(form) == []


@example(place=("cargo/application", ("data", "insurance", "additional", 0)), junk=None)
@example(place=("money/a-01-credit-authorization", ("data", "seal", "image")), junk="0000")
@given(place=st.sampled_from(PLACES), junk=JUNK | st.just(GONE))
@settings(max_examples=800, deadline=None)
def test_a_schema_admits_whatever_the_hub_takes_once_it_is_tidy(place: tuple[str, tuple[Any, ...]], junk: Any) -> None:
    """Missing, unknown, mistyped, malformed, too long, out of range: the schema misses nothing and invents nothing."""
    form = changed(*place, junk)
    value = tidied(read(form))
    if not faulty(form):
        assert [e for e in published(form["type"]).iter_errors(value) if not is_tolerated(e)] == []


def test_a_condition_makes_fields_necessary() -> None:
    """An increase needs no contact, an application does; the details of an invoice go with its type."""
    quota, insurance = SAMPLES["quota/a-02-quota-application"], SAMPLES["quota/a-04-duty-insurance"]
    assert faults_of("quota-application", quota | {"data": {"operation": "increase", "increase": "1.00"}}) == []
    assert faults_of("quota-application", quota | {"data": {"operation": "apply", "increase": "1.00"}}) != []
    for type_, is_enough in (("none", True), ("paper", False)):
        form = insurance | {"data": insurance["data"] | {"invoice": {"type": type_}}}
        assert (faults_of("duty-insurance-application", form) == []) is is_enough


# ---- events ----


@pytest.fixture
def rig(migrated_file: Path, tmp_path: Path) -> Iterator[Rig]:
    store: Store = open_store(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'hub.db')}")
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()
    store.close()


def test_what_portals_are_really_notified_of_fits_the_schemas_of_events(rig: Rig) -> None:
    """Accepted, moved with figures, refused with faults, announced, and kept in quarantine."""
    uscc = next(usccs())
    grant_quota(rig, uscc)
    rig.submit(a_duty_application(uscc), a_credit_authorization(uscc) | {"data": {"colour": "red"}})
    rig.take_in([b"no JSON at all", b'{"id": "nothing-else"}'])
    rig.work()
    events = rig.events()
    assert {event["data"]["status"] for event in events} >= {"P001", "P002", "S", "H001", "H002"}


def test_a_status_that_is_no_status_fits_no_event(rig: Rig) -> None:
    """The schema lists them all."""
    rig.submit(a_credit_authorization(next(usccs())))
    rig.work()
    event = rig.events()[0]
    event["data"]["status"] = "Z999"
    assert faults_of("event-status", event) != []


# ---- queues ----


def test_asyncapi_names_the_queues_that_the_broker_has() -> None:
    """Addresses, with their owners filled in, are the topology's; only the hub uses the queue of its checkpoint."""
    from adapters.rabbitmq import Kind, Topology  # noqa: PLC0415
    from adapters.rabbitmq.names import CHECKPOINT  # noqa: PLC0415

    channels = yaml.safe_load((ROOT / "docs" / "asyncapi.yaml").read_text("utf-8"))["channels"].values()
    owners: dict[str, Kind] = dict.fromkeys(catalogue().portals, "portal")
    owners |= dict.fromkeys(catalogue().parties, "party")
    named = {
        channel["address"].replace(f"{{{kind}}}", owner)
        for channel in channels
        for kind, parameter in (channel.get("parameters") or {"": {"enum": [""]}}).items()
        for owner in parameter["enum"]
    }
    assert named | {CHECKPOINT} == {queue["name"] for queue in Topology(vhost="/", hub="hub", owners=owners).queues()}
