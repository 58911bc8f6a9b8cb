"""A dialect that does not fit one of its two sides is told with its file and line, before anything is sent in it."""

import re
from pathlib import Path

import pytest
from test_broken_catalogue import has_both, home, load

FILE = "routes/dialects/iso20022.yaml"
BROKEN = {
    "an element that the party's schema lacks": ("PmtInfId: Header", "PmtInfo: Header", "has no element PmtInfo"),
    "a path that our message lacks": ("Ustrd: Number", "Ustrd: Numbers", "Application has no element Numbers"),
    "a list read as one": (
        "CtrlSum: Total | money\n          Req",
        "CtrlSum: Application.Premium | money\n          Req",
        "Application repeats",
    ),
    "a list neither counted nor read": ("EndToEndId: Number", "EndToEndId: message.Application", "Application repeats"),
    "one thing counted": (
        "PmtInf:\n        map:\n          PmtInfId: Header.DocumentId | bare-id",
        "PmtInf:\n        map:\n          PmtInfId: Header.DocumentId | count",
        "DocumentId does not repeat",
    ),
    "a mandatory element left out": (
        "              PmtId/EndToEndId: Number\n",
        "",
        "mandatory element CdtTrfTxInf/PmtId is not mapped",
    ),
    "a mandatory attribute left out": (
        "              Amt/InstdAmt/@Ccy: message.Currency\n",
        "",
        "mandatory element InstdAmt/@Ccy is not mapped",
    ),
    "an attribute without its element": (
        "              Amt/InstdAmt: Premium | money\n",
        "",
        "InstdAmt is mapped to nothing",
    ),
    "what would be lost": (
        "drops: [Operation, Enterprise.CustomsCode]",
        "drops: [Operation]",
        "Enterprise.CustomsCode of PremiumPayment would be lost",
    ),
    "dropping what is not there": (
        "drops: [Operation,",
        "drops: [Operations,",
        "PremiumPayment has no element Operations",
    ),
    "what our message admits and theirs does not": (
        "narrower: [AgreementNumber, ",
        "narrower: [",
        "“AgreementNumber” of PremiumPayment can be a text of 35 characters, which Id of the party does not take: "
        "narrow its type in the schema, or list it under “narrower”",
    ),
    "a limit of the party that is none": (
        "narrower: [",
        "narrower: [Enterprise.Name, ",
        "the party takes all that “Enterprise.Name” of PremiumPayment can be: leave it out of “narrower”",
    ),
    "a limit of what our message lacks": (
        "narrower: [",
        "narrower: [Number, ",
        "the party takes all that “Number” of PremiumPayment can be",
    ),
    "a converter that takes less than its line can be": (
        "Dbtr/Id/OrgId/Othr/Id: Enterprise.Uscc",
        "Dbtr/Id/OrgId/Othr/Id: Enterprise.Uscc | bare-id",
        "“Enterprise.Uscc” of PremiumPayment can be “91310000MA00000012”, which Id of the party does not take",
    ),
    "an id of ours that is longer than theirs": (
        "PmtInfId: Header.DocumentId | bare-id",
        "PmtInfId: Header.DocumentId",
        "can be a text of 36 characters, which PmtInfId of the party does not take: narrow its type in the schema",
    ),
    "a mandatory element read from an optional one": (
        "PmtInfId: Header.DocumentId | bare-id",
        "PmtInfId: Enterprise.CustomsCode",
        "which may be missing",
    ),
    "a converter that makes another type": (
        "CtrlSum: Total | money\n          Req",
        "CtrlSum: Total\n          Req",
        "“text” does not make that",
    ),
    "a schema that is not there": (
        "schema: iso20022-pain001",
        "schema: iso20022-pain003",
        "there is no schema xsd/iso20022-pain003.xsd",
    ),
    "an element that is none": ("element: Document", "element: Documents", "has no element Documents"),
    "a message that no route has": (
        "PremiumPayment:",
        "PremiumPayments:",
        "PremiumPayments is no message of any route",
    ),
    "a result that no route has": (
        "becomes: PaymentResult",
        "becomes: PaymentResults",
        "PaymentResults is no message of any route",
    ),
    "a path that their message lacks": (
        "GrpHdr.CreDtTm | moment",
        "GrpHdr.CreDtm | moment",
        "GrpHdr has no element CreDtm",
    ),
    "an alternative that their message lacks": (
        "or message.OrgnlGrpInfAndSts.GrpSts",
        "or message.OrgnlGrpInfAndSts.GrpState",
        "has no element GrpState",
    ),
    "a message of theirs that is none": (
        "Document/CstmrPmtStsRpt:",
        "Document/CstmrPmtRpt:",
        "Document has no element CstmrPmtRpt",
    ),
    "the header mapped": (
        "      DecidedAt: GrpHdr.CreDtTm | moment",
        "      DecidedAt: GrpHdr.CreDtTm | moment\n      Header/Sender: GrpHdr.MsgId",
        "Header/Sender is the hub's to fill",
    ),
    "a code that our element does not admit": (
        "path: PmtInfSts, codes: status",
        'path: PmtInfSts, codes: {ACSC: "Y\\n002"}',
        "Code does not admit",
    ),
    "a code that the route does not know": ("ACSC: Y002", "ACSC: Y009", "no route knows the code Y009"),
    "a table of codes that is not there": (
        "PmtInfSts, codes: status",
        "PmtInfSts, codes: state",
        "there is no table “state” under “codes”",
    ),
    "a table of codes that nobody reads": (
        "      id: {NOTPROVIDED",
        "      unread: {A: Y002}\n      id: {NOTPROVIDED",
        "no line reads the table “unread”",
    ),
    "a way out of the list that its item does not stand in": (
        "above.PmtInfSts",
        "above.TxSts",
        "OrgnlPmtInfAndSts has no element TxSts",
    ),
    "texts joined by another word than yes": (
        "Reason: {joined: yes,",
        "Reason: {joined: often,",
        "“joined” must be one of: yes",
    ),
    "an item's code that the route does not know": (
        "path: PmtInfSts, codes: status",
        "path: PmtInfSts, codes: {ACSC: Y009}",
        "no route knows the code Y009",
    ),
    "a word that is none": (
        "    becomes: PaymentResult\n",
        "    becomes: PaymentResult\n    answer: GrpHdr.MsgId\n",
        "the word “answer” is not known here",
    ),
    "another name than its file's": ("dialect: iso20022", "dialect: iso", "the file must be named iso.yaml"),
}
assert home


@pytest.mark.parametrize("kind", BROKEN)
def test_a_dialect_that_does_not_fit_is_reported_once_with_its_line(kind: str, home: Path) -> None:
    """And nothing else in the catalogue is blamed for it."""
    old, new, says = BROKEN[kind]
    path = home / FILE
    before = path.read_text("utf-8")
    assert before.count(old) == 1
    path.write_text(before.replace(old, new), "utf-8")
    problems = load(home).problems
    assert {p.file for p in problems} == {FILE}, problems
    assert [says in p.text.en for p in problems].count(True) == 1, problems
    assert [p.text for p in problems if not has_both(p.text)] == []


THEIRS = "xsd/iso20022-pain001.xsd"
NARROWED = {
    "an amount with fewer digits": (
        '<xs:totalDigits value="18"/>',
        '<xs:totalDigits value="12"/>',
        {"Total": ["CtrlSum"], "Application.Premium": ["InstdAmt"]},
    ),
    "a list with fewer items": (
        'type="p:Transaction" maxOccurs="100"',
        'type="p:Transaction" maxOccurs="99"',
        {"Application": ["CdtTrfTxInf"]},
    ),
    "a number of items with fewer digits": (
        "[0-9]{1,15}",
        "[0-9]{1,2}",
        {"Application": ["NbOfTxs"]},
    ),
    "a pattern that no sample shows": (
        'pattern value="[A-Z]{3}"',
        'pattern value="[A-BD-Z][A-Z]{2}"',
        {"Currency": ["Ccy", "@Ccy"]},
    ),
    "a time that can be written only at times": (
        '<xs:element name="CreDtTm" type="xs:dateTime"/>',
        '<xs:element name="CreDtTm"><xs:simpleType><xs:restriction base="xs:dateTime">'
        '<xs:pattern value=".*00:00:00.*"/></xs:restriction></xs:simpleType></xs:element>',
        {"Header.CreatedAt": ["CreDtTm"]},
    ),
    "a name of a receiver that is longer": (
        '<xs:complexType><xs:sequence><xs:element name="Id" type="p:Text35"/></xs:sequence></xs:complexType>',
        '<xs:complexType><xs:sequence><xs:element name="Id"><xs:simpleType><xs:restriction base="xs:string">'
        '<xs:maxLength value="12"/></xs:restriction></xs:simpleType></xs:element></xs:sequence></xs:complexType>',
        {"Header.Receiver": ["Id"]},
    ),
}


@pytest.mark.parametrize("kind", NARROWED)
def test_a_schema_of_the_party_that_takes_less_is_reported_of_each_line_that_writes_into_it(
    kind: str, home: Path
) -> None:
    """Else the message would be refused when it is sent, or by the party itself."""
    old, new, places = NARROWED[kind]
    path = home / THEIRS
    before = path.read_text("utf-8")
    assert before.count(old) == 1
    path.write_text(before.replace(old, new), "utf-8")
    problems = load(home).problems
    assert {p.file for p in problems} == {FILE}, problems
    expected = {f"“{ours}” of PremiumPayment can be" for ours in places}
    assert {p.text.en.partition(" can be ")[0] + " can be" for p in problems} == expected
    theirs = {name for names in places.values() for name in names}
    assert {p.text.en.partition(", which ")[2].partition(" of the party")[0] for p in problems} == theirs
    assert [p.text for p in problems if not has_both(p.text)] == []


def test_what_the_hub_itself_sends_is_never_refused_for_a_limit_of_the_party(home: Path) -> None:
    """There is nobody whom it could be told: its type must be as narrow as the party's."""
    path = home / FILE
    text = path.read_text("utf-8")
    more = (
        "  PaymentInquiry:\n    schema: iso20022-pain001\n    element: Document\n"
        "    drops: [Enterprise, Original, Total]\n    narrower: [AgreementNumber]\n    map:\n"
        "      CstmrCdtTrfInitn/PmtInf/DbtrAcct/Id/Othr/Id: AgreementNumber\n"
    )
    path.write_text(text.replace("\nreceives:", f"{more}\nreceives:"), "utf-8")
    schema = home / THEIRS
    whole = schema.read_text("utf-8")
    head, mark, tail = whole.partition("<!-- ================================== message")
    tail = re.sub(r'(<xs:element name="(?!Document|CstmrCdtTrfInitn)[A-Za-z]+"[^>]*?)(/?>)', _optional, tail)
    schema.write_text(head + mark + tail, "utf-8")
    said = [problem.text.en for problem in load(home).problems]
    assert any(
        "“AgreementNumber” of PaymentInquiry can be" in one and one.endswith("narrow its type in the schema")
        for one in said
    ), said


def _optional(found: re.Match[str]) -> str:
    return found[0] if "minOccurs" in found[1] else f'{found[1]} minOccurs="0"{found[2]}'


PLATFORM = "routes/dialects/chinaport.yaml"
BROKEN_TABLES = {
    "a table without types": (
        '          SAS221: {"1": G002, "3": G003, "Y": G002}\n',
        "          SAS221: G002\n",
        "“SAS221” must map words to words",
    ),
    "a type that stands nowhere": ("codes-by: Type", "codes-by: Kind", "Answer has no element Kind"),
    "types without where they stand": (
        "        codes-by: Type\n",
        "",
        "“codes” has a table for each type",
    ),
    "a code of a type that the route does not know": ('{"399": G002', '{"399": G009', "no route knows the code G009"),
    "kept types without a word": ("  INV211: 核注清单核扣通知", "  INV211: [a]", "“INV211” must be one piece of text"),
}


@pytest.mark.parametrize("kind", BROKEN_TABLES)
def test_a_table_of_codes_by_type_that_does_not_fit_is_reported(kind: str, home: Path) -> None:
    """A code that nobody has, or a type that is read from nowhere, would park every answer for ever."""
    old, new, says = BROKEN_TABLES[kind]
    path = home / PLATFORM
    before = path.read_text("utf-8")
    assert before.count(old) == 1
    path.write_text(before.replace(old, new), "utf-8")
    problems = load(home).problems
    assert {p.file for p in problems} == {PLATFORM}, problems
    assert [says in p.text.en for p in problems].count(True) == 1, problems
    assert [p.text for p in problems if not has_both(p.text)] == []


@pytest.mark.parametrize(("kind", "code"), [("boolean", "ACSC"), ("boolean", "1"), ("date", "ACSC")])
def test_a_code_that_the_partys_element_never_says_is_reported(kind: str, code: str, home: Path) -> None:
    """Its row would do nothing. What is true or false is read as the word for it."""
    schema, path = home / "xsd/iso20022-pain002.xsd", home / FILE
    text = schema.read_text("utf-8")
    schema.write_text(text.replace('name="PmtInfSts" type="xs:string"', f'name="PmtInfSts" type="xs:{kind}"'), "utf-8")
    before = path.read_text("utf-8")
    rows = (
        f'PmtInfSts, codes: {{"{code}": Y002, "true": Y002}}'
        if kind == "boolean"
        else f"PmtInfSts, codes: {{{code}: Y002}}"
    )
    path.write_text(before.replace("PmtInfSts, codes: status", rows), "utf-8")
    told = [p.text.en for p in load(home).problems if "is never" in p.text.en]
    assert told == [f"PmtInfSts is never “{code}”"]


def test_where_types_stand_is_said_only_beside_their_tables(home: Path) -> None:
    """Alone it would do nothing."""
    path = home / FILE
    before = path.read_text("utf-8")
    old = "path: PmtInfSts, codes: status"
    assert before.count(old) == 1
    path.write_text(before.replace(old, "path: PmtInfSts, codes-by: OrgnlPmtInfId"), "utf-8")
    assert ["“codes-by” goes with “codes”" in p.text.en for p in load(home).problems] == [True]


def test_a_party_whose_dialect_is_not_there_is_reported_in_its_own_file(home: Path) -> None:
    """With the line that names it."""
    path = home / "routes/parties/bank-of-china.yaml"
    path.write_text(path.read_text("utf-8").replace("dialect: iso20022", "dialect: iso"), "utf-8")
    (problem,) = load(home).problems
    assert (problem.file, problem.line) == ("routes/parties/bank-of-china.yaml", 5)
    assert "dialect iso is not in routes/dialects" in problem.text.en


@pytest.mark.parametrize("line", ["envelope: dxp", "dxp-id: CUSTOMS", "envelope: dxp\ndxp-id: CUSTOMS0123456789"])
def test_an_envelope_needs_an_id_that_the_platform_could_give(line: str, home: Path) -> None:
    """Or nothing sent in it would arrive."""
    path = home / "routes/parties/construction-bank.yaml"
    path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")
    (problem,) = load(home).problems
    assert problem.file == "routes/parties/construction-bank.yaml"
    assert "“envelope: dxp” goes with “dxp-id”" in problem.text.en
