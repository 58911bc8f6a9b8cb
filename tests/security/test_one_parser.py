"""XML from outside is parsed in one place and verified in one place; what else reads XML is named here, with why."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READERS = {
    "fromstring",
    "fromstringlist",
    "parse",
    "iterparse",
    "XML",
    "XMLID",
    "HTML",
    "XMLParser",
    "XMLPullParser",
    "HTMLParser",
    "parseid",
    "XSLT",
    "XInclude",
    "RelaxNG",
    "Schematron",
    "DTD",
    "xinclude",
}
"""Names of lxml.etree that read XML, or let XML tell what else to read."""
VERIFIERS = {"XMLVerifier", "XAdESVerifier"}
FOREIGN = {"xml", "lxml.objectify", "lxml.html", "lxml.sax", "defusedxml", "xmltodict", "bs4", "html5lib"}
"""Other parsers; nobody may import them."""
WRITES = "xml.sax.saxutils"
"""Escapes text, and reads nothing."""

MAY_READ = {
    "hub/xml/parse.py": "the parser",
    "adapters/signing/xmldsig/form.py": "makes the parser of verifier and self-check, and reads what was written here",
    "adapters/signing/xmldsig/self_check.py": "reads what the hub has just signed",
    "hub/catalogue/proofs/carriage.py": "finds the line of the carrier in the hub's own schema",
    "hub/catalogue/mapping/schemas/schema.py": "reads our own schema files",
    "hub/catalogue/mapping/schemas/declarations.py": "reads our own schema files, and the schema for schemas",
    "hub/cli/explain.py": "indents a message of the hub's own for a screen",
    "hub/simulate/signatures.py": "a simulated party, which shares no code with the hub",
    "hub/simulate/sm2.py": "a simulated party, which reads again what it has read or written",
    "hub/simulate/rsa_envelopes.py": "the template of a simulated party's own envelope",
    "hub/simulate/sm2_envelopes.py": "the template of a simulated party's own envelope",
    "hub/simulate/forms.py": "the forms of simulated parties' own stories",
}
MAY_VERIFY = {
    "adapters/signing/xmldsig/verifier.py": "the verifier",
    "adapters/signing/xmldsig/sm2.py": "validates the form of a signature by SM2",
}
MAY_USE_XMLSEC = {
    "hub/simulate/seals.py": "a simulated party, which signs by another library",
    "hub/simulate/signatures.py": "a simulated party, which verifies by another library",
    "hub/simulate/rsa_envelopes.py": "a simulated party, which encrypts by another library",
    "hub/simulate/xades.py": "a simulated party, which signs by another library",
}


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the hub, by its file."""
    files = [path for folder in ("hub", "adapters") for path in (ROOT / folder).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in files}


def users(wanted: set[str]) -> set[str]:
    return {file for file, module in sources().items() if used(module, wanted)}


def used(module: ast.Module, wanted: set[str]) -> set[str]:
    """The wanted names that a module takes from lxml or signxml, under whatever name it knows those by."""
    owners, found = set(), set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            owners |= {alias.asname or alias.name for alias in node.names if of_libraries(alias.name)}
        elif isinstance(node, ast.ImportFrom) and of_libraries(node.module or ""):
            owners |= {alias.asname or alias.name for alias in node.names}
            found |= {alias.name for alias in node.names} & wanted
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in wanted and ast.unparse(node.value) in owners:
            found.add(node.attr)
    return found


def of_libraries(name: str) -> bool:
    return name.partition(".")[0] in ("lxml", "signxml")


def imported(module: ast.Module) -> set[str]:
    """Every name that a module imports, with its package's."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_only_the_named_modules_read_xml() -> None:
    """Another one has to call hub.xml.parse, or be named with its reason; a name that is needed no more goes."""
    assert users(READERS) == set(MAY_READ)


def test_only_the_verifier_verifies() -> None:
    """signxml's verifier accepts wrapped documents unless it is told better, and that is done once."""
    assert users(VERIFIERS) == set(MAY_VERIFY)
    assert {file for file, module in sources().items() if "xmlsec" in imported(module)} == set(MAY_USE_XMLSEC)


def test_nobody_brings_another_parser() -> None:
    """Nor another way to ask lxml."""
    brought = {
        (file, name)
        for file, module in sources().items()
        for name in imported(module)
        if not name.startswith(WRITES) and any(name == foreign or name.startswith(foreign + ".") for foreign in FOREIGN)
    }
    assert brought == set()


@pytest.mark.parametrize(
    "code",
    [
        "from lxml import etree; etree.fromstring(b)",
        "from lxml import etree as e; e.parse(f)",
        "import lxml.etree; lxml.etree.XML(b)",
        "import lxml.etree as e; parser = e.XMLParser",
        "from lxml.etree import fromstring",
    ],
)
def test_the_rule_sees_what_it_is_to_see(code: str) -> None:
    """Each of these would be found."""
    assert used(ast.parse(code), READERS)
