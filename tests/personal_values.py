"""What the hub's logs and answers must not say: whose a form is, where money is, and any secret."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PERSONAL = frozenset(
    {
        "name",
        "holder",
        "user_name",
        "certificate_cn",
        "contact",
        "contact_phone",
        "legal_person",
        "legal_person_phone",
        "email",
        "phone",
        "account",
        "bank_account",
        "payee_account",
        "payee_name",
        "address",
        "recipient",
        "recipient_phone",
    }
)
"""Fields of the samples that say who somebody is, or where money is."""


def personal_values(form: Mapping[str, Any]) -> dict[str, str]:
    """The personal values of a form, with their fields."""
    found: dict[str, str] = {}
    for name, value in form.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                found |= personal_values(one)
            elif name in PERSONAL and isinstance(one, str) and len(one) > 1:
                found[one] = name
    return found


def values_of_samples(story: Path) -> dict[str, str]:
    """Where each personal value of the samples in a story's folder stands."""
    files = sorted(story.glob("*.json"))
    return {value: file.name for file in files for value in personal_values(json.loads(file.read_bytes()))}


def secrets_of(home: Path) -> dict[str, str]:
    """Every line of the home's private keys, and passwords in files, with the place of each."""
    private = [*(home / "keys").rglob("*key.pem"), *(home / "keys" / "broker").glob("*"), *home.rglob("keys/**/*pass*")]
    found = {line: str(path) for path in private for line in path.read_text("utf-8").splitlines() if len(line) > 8}
    return {line: place for line, place in found.items() if "PRIVATE KEY" not in line}


def found_in(values: Mapping[str, str], told: str) -> dict[str, str]:
    """Those of the values that were told."""
    return {value: place for value, place in values.items() if value in told}
