"""A catalogue in which every portal carries everything and portals can note something about a levy, and its hub."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from rig import ROOT, Rig, an_envelope

from hub.catalogue import Catalogue, load_catalogue
from hub.flow.worker import Worker
from hub.ports import Store
from hub.rules import RULES

NOTE = """\
document: levy-note
zh: 征收单说明
en: note on a levy
direction: portal-to-party
to: customs
card: [operator, legal-person]
element: LevyNote
map: same
names:
  levy:
    document: deposit-levy
    by: guarantee_number+serial
    in: data.guarantee_number+data.serial
    status: [O001]
lifecycle: {like: CX, G003: end, G002: end}
outcomes: [[G003, G002]]
deadlines: usual
receipts:
  element: LevyNoteAnswer
  codes: [G002, G003]
  returns: same
tells:
  - {track: guarantee, named: levy, value: guarantee_status, brings: [receipt_number]}
"""
SCHEMA = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:h="urn:single-window-hub:1"
           targetNamespace="urn:single-window-hub:1" elementFormDefault="qualified">
  <xs:include schemaLocation="common.xsd"/>
  <xs:element name="LevyNote"><xs:complexType><xs:sequence>
    <xs:element name="Header" type="h:DocumentHeader"/>
    <xs:element name="Enterprise" type="h:Enterprise"/>
    <xs:element name="GuaranteeNumber" type="h:Number"/>
    <xs:element name="Serial" type="h:Number" minOccurs="0"/>
    <xs:group ref="h:Signature"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="LevyNoteAnswer"><xs:complexType><xs:sequence>
    <xs:group ref="h:Decision"/>
    <xs:element name="Result" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:element name="GuaranteeStatus" type="h:GuaranteeStatus" minOccurs="0"/>
      <xs:element name="ReceiptNumber" type="h:Number" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:group ref="h:Signature"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""
LIAONING = "portal: liaoning\nzh: 辽宁国际贸易单一窗口\nen: Liaoning Single Window\n"


@cache
def levy_catalogue() -> Catalogue:
    """The packaged catalogue with the note on a levy, and a Liaoning that carries everything in the hub's own form."""
    home = Path(mkdtemp())
    files = {
        "routes/trial/levy-note.yaml": NOTE,
        "xsd/trial.xsd": SCHEMA,
        "routes/portals/liaoning.yaml": LIAONING,
    }
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, "utf-8")
    made = load_catalogue([ROOT / "routes", home / "routes"], [ROOT / "xsd", home / "xsd"], RULES)
    assert list(made.problems) == []
    return made


def levy_rig(store: Store, root: Path) -> Rig:
    """A hub with this catalogue."""
    rig = Rig(store, root)
    rig.worker = Worker("hub", levy_catalogue(), rig.ports, batch=100, wait=0)
    return rig


def a_note(uscc: str, number: str, serial: str = "1", **more: Any) -> dict[str, Any]:
    """A portal's note on a levy."""
    form = {"guarantee_number": number, "serial": serial}
    return an_envelope("levy-note", uscc, {k: v for k, v in form.items() if v}, **({"party": "customs"} | more))
