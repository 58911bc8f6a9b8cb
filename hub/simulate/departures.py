"""How a signature departs from the form that hub and party agreed on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lxml import etree

from hub.simulate.profiles import C14N, ENVELOPED, NS, Profile
from hub.simulate.xades import property_departures
from hub.text.bilingual import Bilingual

XML_ATTRIBUTE: Final = "{http://www.w3.org/XML/1998/namespace}"
"""How the name of an `xml:` attribute begins."""
Wanted = Mapping[str, Sequence[list[str]]]
"""By path of an attribute: the lists of values that are agreed."""


def departures(signature: etree._Element, profile: Profile) -> Iterator[Bilingual]:
    """Everything in which a signature differs from a profile's form."""
    yield from _differing(
        signature,
        {
            "SignedInfo/CanonicalizationMethod/@Algorithm": ([C14N],),
            "SignedInfo/SignatureMethod/@Algorithm": ([profile.method],),
        },
    )
    yield from _wrong_references(signature, profile)
    if len(_all(signature, "SignatureValue")) != 1:
        yield Bilingual("SignatureValue 须有且只有一个", "there must be one SignatureValue")
    if any(
        str(one).startswith(XML_ATTRIBUTE)
        for around in (signature, *signature.iterancestors())
        for one in around.attrib
    ):
        yield Bilingual("根元素或签名有 xml: 属性", "the root or the signature has an xml: attribute")


def _wrong_references(signature: etree._Element, profile: Profile) -> Iterator[Bilingual]:
    """One reference, to the whole root; by XAdES one more, to the properties."""
    found = sorted(_all(signature, "SignedInfo/Reference"), key=lambda reference: reference.get("URI") != "")
    if len(found) != (wanted := 2 if profile.is_xades else 1):
        yield Bilingual(
            f"有 {len(found)} 个 Reference，应为 {wanted} 个", f"there are {len(found)} References, not {wanted}"
        )
        return
    transforms: list[Sequence[list[str]]] = [([ENVELOPED], [ENVELOPED, C14N]), ([], [C14N])]
    for reference, allowed in zip(found, transforms, strict=False):
        yield from _differing(
            reference,
            {
                "Transforms/Transform/@Algorithm": allowed,
                "DigestMethod/@Algorithm": ([profile.digest],),
            },
        )
        if len(_all(reference, "DigestValue")) != 1:
            yield Bilingual("DigestValue 须有且只有一个", "there must be one DigestValue")
    if found[0].get("URI") != "":
        yield Bilingual(f"Reference 为 {found[0].get('URI')}", f"Reference is {found[0].get('URI')}")
    if profile.is_xades:
        yield from property_departures(signature, *found)


def _differing(parent: etree._Element, wanted: Wanted) -> Iterator[Bilingual]:
    for path, allowed in wanted.items():
        elements, attribute = path.rsplit("/@", 1)
        values = [str(element.get(attribute)) for element in _all(parent, elements)]
        if values not in allowed:
            name, found = elements.rpartition("/")[2], ", ".join(values)
            yield Bilingual(f"{name} 为 {found or '空'}", f"{name} is {found or 'missing'}")


def _all(parent: etree._Element, path: str) -> list[etree._Element]:
    return parent.findall("/".join(f"{{{NS}}}{name}" for name in path.split("/")))
