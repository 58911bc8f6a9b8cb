"""A policy that its insurer corrects while something rests on it: rights and facts are about its every version.

The packaged types claim nothing on a policy, so a trial type does: a note on a policy, one at a time.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from guarantees import faults, returned
from money import a_policy, answer, of_type, status, underwrite
from rig import ROOT, Rig, an_envelope, grant_quota

from hub.catalogue import Catalogue, load_catalogue
from hub.flow.worker import Worker
from hub.model import Document
from hub.ports import Store
from hub.rules import RULES

NOTED = "2026-09-20"
NOTE = """\
document: policy-note
zh: 保单说明
en: note on a policy
direction: portal-to-party
to: insurer
card: operator
element: PolicyNote
map: same
names:
  policy: {document: duty-policy, by: policy_number, in: data.policy_number, status: [S]}
claims:
  - {on: [policy-note], each: policy, exclusive: note, released-by: [S, F, P005]}
brings:
  - {to: policy, on: [S], values: {applied_on: data.noted_on}}
lifecycle: {like: TX, S: end, F: end}
outcomes: [[P005, P004 S F], [S, F]]
deadlines: usual
receipts:
  element: PolicyNoteAnswer
  codes: [S, F]
"""
SCHEMA = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:h="urn:single-window-hub:1"
           targetNamespace="urn:single-window-hub:1" elementFormDefault="qualified">
  <xs:include schemaLocation="common.xsd"/>
  <xs:element name="PolicyNote"><xs:complexType><xs:sequence>
    <xs:element name="Header" type="h:DocumentHeader"/>
    <xs:element name="Enterprise" type="h:Enterprise"/>
    <xs:element name="PolicyNumber" type="h:Number"/>
    <xs:element name="NotedOn" type="h:Date"/>
    <xs:group ref="h:Signature"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="PolicyNoteAnswer"><xs:complexType><xs:sequence>
    <xs:group ref="h:Decision"/>
    <xs:group ref="h:Signature"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""


@cache
def note_catalogue() -> Catalogue:
    """The packaged catalogue with the note on a policy."""
    home = Path(mkdtemp())
    for name, text in {"routes/trial/policy-note.yaml": NOTE, "xsd/trial.xsd": SCHEMA}.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, "utf-8")
    made = load_catalogue([ROOT / "routes", home / "routes"], [ROOT / "xsd", home / "xsd"], RULES)
    assert list(made.problems) == []
    return made


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    """A hub that knows the trial type."""
    made = Rig(store, tmp_path / "queues")
    made.worker = Worker("hub", note_catalogue(), made.ports, batch=100, wait=0)
    yield made
    made.close()


def a_returned_policy(rig: Rig, uscc: str) -> tuple[Document, str]:
    """A policy whose customs notice was returned, and the number of its application."""
    grant_quota(rig, uscc)
    _, number = underwrite(rig, uscc)
    rig.reply(a_policy(rig, uscc, number))
    (document,), (notice,) = of_type(rig, "duty-policy"), of_type(rig, "duty-guarantee-notice")
    answer(rig, notice, "GuaranteeDecision", "G003", by="customs")
    return document, number


def correct(rig: Rig, uscc: str, number: str, rate: str = "2.31") -> Document:
    """The insurer announces the policy again with another rate."""
    rig.reply(a_policy(rig, uscc, number, Rate=rate))
    (found,) = [d for d in of_type(rig, "duty-policy") if status(rig, d) == "S"]
    return found


def a_note(uscc: str, policy: str) -> dict[str, Any]:
    return an_envelope("policy-note", uscc, {"policy_number": policy, "noted_on": NOTED})


def policy_number(rig: Rig, document: Document) -> str:
    return str(returned(rig, document)["policy_number"])


def test_a_right_on_a_policy_is_one_right_whichever_version_it_names(rig: Rig, uscc: str) -> None:
    """The right was taken on the first version; no second one is taken on the next."""
    first, number = a_returned_policy(rig, uscc)
    named = policy_number(rig, first)
    (note,) = rig.submit(a_note(uscc, named))
    assert note.status == "P001", faults(rig, note)
    second = correct(rig, uscc, number)
    assert (second.again_of, status(rig, first)) == (first.id, "X001")
    (refused,) = rig.submit(a_note(uscc, named))
    assert (refused.status, [code for code, _ in faults(rig, refused)]) == ("H001", ["HUB-317"])
    answer(rig, note, "PolicyNoteAnswer", "F")
    (again,) = rig.submit(a_note(uscc, named))
    assert again.status == "P001", faults(rig, again)


def test_what_is_decided_about_a_policy_reaches_the_version_that_counts_now(rig: Rig, uscc: str) -> None:
    """And the version before it is not told of it any more."""
    first, number = a_returned_policy(rig, uscc)
    (note,) = rig.submit(a_note(uscc, policy_number(rig, first)))
    second = correct(rig, uscc, number)
    answer(rig, note, "PolicyNoteAnswer", "S")
    assert [returned(rig, document).get("applied_on") for document in (first, second)] == [None, NOTED]
    (found,) = rig.store.documents.find(second.id)
    assert found.disputes == frozenset()
