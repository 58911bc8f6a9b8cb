"""A home adds a document type and a party by files alone, and they fit beside the packaged ones."""

from pathlib import Path

from hub.bootstrap.catalogue import read_catalogue
from hub.home.place import Home

ROUTE = """\
document: greeting
zh: 问候
en: greeting
direction: portal-to-party
to: insurer
card: any
element: Greeting
map:
  Text: data.text
lifecycle: {P001: later, P003: later, P002: later, P005: later, P004: later, S: end}
dispatch: {confirmed: P002, returned: P003}
technical: {accepted: P004, refused: P005}
deadlines:
  - {in: [P001, P002, P004], within: 1 day}
receipts:
  element: GreetingAnswer
  codes: [S]
"""
SCHEMA = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:h="urn:single-window-hub:1"
           targetNamespace="urn:single-window-hub:1" elementFormDefault="qualified">
  <xs:include schemaLocation="common.xsd"/>
  <xs:element name="Greeting"><xs:complexType><xs:sequence>
    <xs:element name="Header" type="h:DocumentHeader"/>
    <xs:element name="Enterprise" type="h:Enterprise"/>
    <xs:element name="Text" type="h:Line"/>
    <xs:group ref="h:Signature"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="GreetingAnswer"><xs:complexType><xs:sequence>
    <xs:element name="Header" type="h:Header"/>
    <xs:element name="InReplyTo" type="h:InReplyTo"/>
    <xs:element name="Code" type="h:Number"/>
    <xs:group ref="h:Signature"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""


def test_a_home_adds_a_document_and_a_party_without_a_line_of_python(tmp_path: Path) -> None:
    """Its schema includes the packaged one by name, though they lie in different folders."""
    for name, text in {
        "routes/courtesy/greeting.yaml": ROUTE,
        "xsd/courtesy.xsd": SCHEMA,
        "routes/parties/third.yaml": "party: third\nzh: 第三家\nen: the third\nrole: insurer\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    catalogue = read_catalogue(Home(tmp_path))
    assert list(catalogue.problems) == []
    assert catalogue.routes["greeting"].service == "courtesy"
    assert {"third", "ping-an"} <= set(catalogue.parties)


def test_a_homes_file_replaces_the_packaged_one_of_its_name(tmp_path: Path) -> None:
    """The digest of the catalogue tells the difference."""
    (tmp_path / "routes" / "portals").mkdir(parents=True)
    (tmp_path / "routes" / "portals" / "national.yaml").write_text("portal: national\nzh: 本地\nen: local\n", "utf-8")
    catalogue, packaged = read_catalogue(Home(tmp_path)), read_catalogue(None)
    assert (catalogue.portals["national"].en, packaged.portals["liaoning"].en) == ("local", "Liaoning Single Window")
    assert catalogue.digest != packaged.digest
