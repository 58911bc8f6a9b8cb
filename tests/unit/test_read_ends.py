"""Where documents end, read without schemas."""

from rig import ROOT, catalogue

from hub.catalogue import read_ends


def test_ends_are_read_without_schemas_as_the_catalogue_has_them() -> None:
    """The quick reading and the whole one say the same of every packaged type."""
    files = [p for p in (ROOT / "routes").glob("*/*.yaml") if p.stem in catalogue().routes]
    ends = read_ends(files, ROOT / "routes/lifecycles.yaml")
    assert ends == catalogue().statuses.ends
    assert catalogue().statuses.is_over("premium-payment", "Y002")
    assert not catalogue().statuses.is_over("duty-insurance-application", "Y002")
    assert catalogue().statuses_of("premium-payment")["Y002"].kind == "final"
