"""`existing:` beside words with which it could not act: a second edit shows what one file alone does not."""

import shutil
from pathlib import Path

import pytest
from rig import ROOT

from hub.catalogue import load_catalogue
from hub.rules import RULES

FRAME = """  <xs:element name="ExistingThing">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="Header" type="h:Header"/>
        <xs:element name="Enterprise" type="h:Enterprise"/>
        <xs:element name="Form"><xs:complexType><xs:sequence>{form}</xs:sequence></xs:complexType></xs:element>
        <xs:element name="Result"><xs:complexType><xs:sequence>{result}</xs:sequence></xs:complexType></xs:element>
        <xs:group ref="h:Signature"/>
      </xs:sequence>
    </xs:complexType>
  </xs:element>
</xs:schema>"""
NUMBER = '<xs:element name="{}" type="h:Number"/>'


def told(home: Path, route: str, schema: str, form: str, result: str, status: str = "S") -> list[str]:
    """What is told of a route that gets the word, with such a message."""
    shutil.copytree(ROOT / "routes", home / "routes")
    shutil.copytree(ROOT / "xsd", home / "xsd")
    xsd, path = home / f"xsd/{schema}.xsd", home / f"routes/{schema}/{route}.yaml"
    xsd.write_text(xsd.read_text("utf-8").replace("</xs:schema>", FRAME.format(form=form, result=result)), "utf-8")
    word = f"existing: {{element: ExistingThing, status: [{status}], home: national}}\n"
    path.write_text(path.read_text("utf-8").replace("\nreceipts:\n", f"\n{word}\nreceipts:\n"), "utf-8")
    problems = load_catalogue([home / "routes"], [home / "xsd"], RULES).problems
    line = path.read_text("utf-8").split("existing:")[0].count("\n") + 1
    assert {(p.file, p.line) for p in problems} <= {(f"routes/{schema}/{route}.yaml", line)}, problems
    return [p.text.en for p in problems]


def test_a_document_that_names_others_is_not_taken_over(tmp_path: Path) -> None:
    """Nobody would know how the named document stood then."""
    found = told(tmp_path, "bank-agreement-release", "agreements", NUMBER.format("AgreementNumber"), "")
    assert "a document that names others is not taken over" in found


def test_a_document_that_holds_an_amount_is_not_taken_over(tmp_path: Path) -> None:
    """What it holds would be counted without the others that the hub has not seen."""
    form = '<xs:element name="Amount" type="h:GuaranteeAmount"/>'
    found = told(tmp_path, "general-guarantee-refund", "processing-trade", form, "", "G002")
    assert "a document with a claim on an amount is not taken over" in found


@pytest.mark.parametrize("form", ["", NUMBER.format("PreEntryNumber")])
def test_a_field_that_the_type_itself_reads_must_be_there(tmp_path: Path, form: str) -> None:
    """Its number, its units and its last days."""
    root = tmp_path / "home"
    shutil.copytree(ROOT / "routes", root / "routes")
    shutil.copytree(ROOT / "xsd", root / "xsd")
    xsd = root / "xsd/processing-trade.xsd"
    text = xsd.read_text("utf-8")
    before, _, after = text.partition('name="ExistingGeneralGuarantee"')
    xsd.write_text(before + 'name="ExistingGeneralGuarantee"' + after.replace(_FORM, form, 1), "utf-8")
    found = [p.text.en for p in load_catalogue([root / "routes"], [root / "xsd"], RULES).problems]
    said = [text for text in found if text.startswith("general-guarantee reads “data.pre_entry_number”")]
    assert bool(said) is (form == "")
    assert "general-guarantee reads “data.letter.valid_to”, which the message lacks" in found
    assert "general-guarantee-change reads “data.payer_account”, which the message lacks" in found


_FORM = '<xs:group ref="h:GeneralGuaranteeForm"/>'


def test_a_condition_on_a_field_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Whether a letter belongs there follows from 担保方式."""
    root = tmp_path / "home"
    shutil.copytree(ROOT / "routes", root / "routes")
    shutil.copytree(ROOT / "xsd", root / "xsd")
    letter = f'<xs:element name="Letter"><xs:complexType><xs:sequence>{NUMBER.format("Number")}'
    letter += "</xs:sequence></xs:complexType></xs:element>"
    xsd = root / "xsd/processing-trade.xsd"
    before, _, after = xsd.read_text("utf-8").partition('name="ExistingGeneralGuarantee"')
    xsd.write_text(before + 'name="ExistingGeneralGuarantee"' + after.replace(_FORM, letter, 1), "utf-8")
    found = [p.text.en for p in load_catalogue([root / "routes"], [root / "xsd"], RULES).problems]
    assert "Letter depends on “data.method”, which is not there" in found


def test_a_field_of_two_elements_is_told(tmp_path: Path) -> None:
    """Two elements of a message may be made of one field; read back, they could differ."""
    shutil.copytree(ROOT / "routes", tmp_path / "routes")
    shutil.copytree(ROOT / "xsd", tmp_path / "xsd")
    path = tmp_path / "routes/agreements/payment-agreement.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("but: {Insurer: party}", "but: {Insurer: party, Branch: data.payer.name}"), "utf-8")
    found = [p.text.en for p in load_catalogue([tmp_path / "routes"], [tmp_path / "xsd"], RULES).problems]
    assert "two elements are read into “data.payer.name”" in found
