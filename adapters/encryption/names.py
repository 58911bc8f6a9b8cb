"""Namespaces of XML Encryption, as lxml writes them before an element's name."""

from typing import Final

XENC: Final = "{http://www.w3.org/2001/04/xmlenc#}"
XENC11: Final = "{http://www.w3.org/2009/xmlenc11#}"
DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
