"""What was submitted is shown by the labels of the form."""

import pytest

from hub.cli.submission_screen import named_values

LABELS = {
    "data.amount": ("金额", ""),
    "data.items[#].number": ("编号", "number"),
    "data.payer.name": ("名称", "name"),
    "data.payee.name": ("名称", "name"),
    "data.kinds[#]": ("种类", "kinds"),
}
FORM = {
    "amount": "1.00",
    "items": [{"number": "a"}, {"number": "b"}],
    "payer": {"name": "甲"},
    "payee": {"name": "乙"},
    "kinds": ["x", "y"],
    "own": {"word": True},
}


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("zh", ["金额", "编号[1]", "编号[2]", "名称 (payer.name)", "名称 (payee.name)", "种类", "own.word"]),
        ("en", ["amount", "number[1]", "number[2]", "name (payer.name)", "name (payee.name)", "kinds", "own.word"]),
    ],
)
def test_each_value_has_the_label_of_its_field(
    language: str, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field without a label keeps its name; two with the same one are told apart by their names."""
    monkeypatch.setenv("HUB_LANG", language)
    found = named_values(FORM, LABELS)
    assert [name for name, _ in found] == names
    assert [value for _, value in found] == ["1.00", "a", "b", "甲", "乙", "x, y", "True"]
