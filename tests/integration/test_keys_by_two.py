"""Keys and certificates that are changed by operators' cards, and by two operators."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cards import CardMaker, Holder
from operators import operators
from operators_home import AGREED, by_card, listed, refusal
from own_home import OwnHome
from verbs import hub, hub_json

from adapters.trust import write_key
from adapters.trust.key_folder import CERTIFICATE_FILE
from adapters.x509 import fingerprint, make_key
from adapters.x509.making import certificate_pem
from hub.bootstrap.key_changes import request_of
from hub.flow.propose import propose
from hub.model import Operator, Proposal, digest
from hub.operate.keys.change import KeyChange
from hub.operate.keys.cutover import Cutover


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where challenges are carried to the card."""
    return tmp_path / "carried"


@pytest.fixture
def staff(own: OwnHome) -> tuple[CardMaker, Mapping[str, Holder]]:
    """The CA of operators, and the cards of two."""
    return operators(own.home.keys, "li", "wang")


def test_keys_are_changed_by_a_card(own: OwnHome, folder: Path, staff: tuple[CardMaker, Mapping[str, Holder]]) -> None:
    """The settings ask for it; the act is recorded beside the trails."""
    settings = own.path / "hub.toml"
    settings.write_text(f'{settings.read_text("utf-8")}\n[acts]\nkeys = "card"\n', "utf-8")
    assert refusal(own.path, ("keys", "roll")) == "HUB-801"
    words = by_card(own.path, folder, staff[1]["li"], "keys", "roll", "--reason", "yearly")
    written = hub_json(own.path, *words)["written"]
    with own.store() as store:
        (act,) = store.acts.about(["hub"])
    assert (act.verb, act.reason, act.operators[0].name, len(written)) == ("keys", "yearly", "li", 2)
    assert refusal(own.path, words) == "HUB-802"  # the keys are others now


@pytest.fixture
def two_for_keys(own: OwnHome, staff: tuple[CardMaker, Mapping[str, Holder]]) -> Mapping[str, Holder]:
    """A home in which keys are changed by two operators with cards; these cards."""
    settings = own.path / "hub.toml"
    settings.write_text(f'{settings.read_text("utf-8")}\n[acts]\nkeys = "two-cards"\n', "utf-8")
    return staff[1]


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A new certificate of an insurer."""
    file = tmp_path / "theirs.pem"
    file.write_bytes(certificate_pem(make_key("insurer", time.time_ns() // 1000).certificate))
    return file


def proposed_by(own: OwnHome, folder: Path, card: Holder, *words: str) -> tuple[str, ...]:
    """A change of keys that one operator proposes; the words to approve it."""
    told = hub_json(own.path, *by_card(own.path, folder, card, "keys", *words, "--reason", "yearly"))
    return ("approve", told["proposal"], *AGREED)


def certificates_of(own: OwnHome, party: str) -> list[str]:
    listed = hub(own.path, "keys", "list", "--party", party, "--json").stdout.decode().splitlines()
    return [json.loads(one)["fingerprint"] for one in listed]


def test_a_certificate_is_registered_by_two(
    own: OwnHome, folder: Path, two_for_keys: Mapping[str, Holder], theirs: Path
) -> None:
    """The first names its file, by path and bytes; the second registers it. Both are in the record."""
    before = certificates_of(own, "ping-an")
    approve = proposed_by(own, folder, two_for_keys["li"], "import", str(theirs), "--party", "ping-an")
    listed = hub_json(own.path, "approve")
    assert listed["arguments"] | {"does": "import", "certificate": digest(theirs.read_bytes())} == listed["arguments"]
    assert str(theirs) in hub(own.path, "approve").stdout.decode()
    assert certificates_of(own, "ping-an") == before

    done = hub_json(own.path, *by_card(own.path, folder, two_for_keys["wang"], *approve))

    assert (done["outcome"], done["documents"], len(done["keys"]["written"])) == ("done", [], 1)
    assert sorted(certificates_of(own, "ping-an")) == sorted([*before, done["keys"]["certificate"]["fingerprint"]])
    with own.store() as store:
        (act,) = store.acts.about(["ping-an"])
    assert (act.id, act.verb, [who.name for who in act.operators]) == (approve[1], "keys", ["li", "wang"])
    assert list(own.home.keys.glob(".change-*")) == []


def test_keys_of_the_hubs_own_are_made_and_taken_by_two(
    own: OwnHome, folder: Path, two_for_keys: Mapping[str, Holder], tmp_path: Path
) -> None:
    """A key that was made elsewhere is read when the second one approves: the store holds its digest only."""
    made = make_key("hub", time.time_ns() // 1000)
    key, _ = write_key(made, tmp_path / "elsewhere")
    certificate = tmp_path / "elsewhere" / CERTIFICATE_FILE
    words = (
        "roll",
        "--key",
        str(key),
        "--certificate",
        str(certificate),
        "--cutover",
        str(datetime.now(UTC).date() + timedelta(days=2)),  # a day in Shanghai that has not begun
    )
    approve = proposed_by(own, folder, two_for_keys["li"], *words)
    with own.store() as store:
        assert store.archive.payload(digest(key.read_bytes())) is None
    done = hub_json(own.path, *by_card(own.path, folder, two_for_keys["wang"], *approve))
    assert done["keys"]["certificate"]["fingerprint"] == fingerprint(made.certificate)
    approve = proposed_by(own, folder, two_for_keys["li"], "roll")
    done = hub_json(own.path, *by_card(own.path, folder, two_for_keys["wang"], *approve))
    assert (done["keys"]["certificate"], len(done["keys"]["written"])) == (None, 2)


def test_a_file_that_is_changed_after_the_proposal_is_refused(
    own: OwnHome, folder: Path, two_for_keys: Mapping[str, Holder], theirs: Path
) -> None:
    """Nothing is registered, and the proposal still waits: with the file as it was it is approved."""
    before, proposed = certificates_of(own, "ping-an"), theirs.read_bytes()
    approve = proposed_by(own, folder, two_for_keys["li"], "import", str(theirs), "--party", "ping-an")
    theirs.write_bytes(certificate_pem(make_key("other", time.time_ns() // 1000).certificate))
    assert refusal(own.path, by_card(own.path, folder, two_for_keys["wang"], *approve)) == "HUB-826"
    theirs.unlink()
    done = hub(own.path, *by_card(own.path, folder, two_for_keys["wang"], *approve))
    assert done.stderr.decode().startswith("hub: HUB-705")
    assert certificates_of(own, "ping-an") == before
    theirs.write_bytes(proposed)
    assert hub_json(own.path, *by_card(own.path, folder, two_for_keys["wang"], *approve))["outcome"] == "done"


def test_certificates_that_change_after_the_proposal_are_looked_at_again(
    own: OwnHome, folder: Path, two_for_keys: Mapping[str, Holder], theirs: Path
) -> None:
    """What a cutover would end is not what the first operator saw; rejected, the proposal is over."""
    approve = proposed_by(own, folder, two_for_keys["li"], "import", str(theirs), "--party", "ping-an")
    more = own.home.parties / "ping-an" / "more.pem"
    more.write_bytes(certificate_pem(make_key("more", time.time_ns() // 1000).certificate))
    assert refusal(own.path, by_card(own.path, folder, two_for_keys["wang"], *approve)) == "HUB-826"
    reject = (*approve, "--reject")
    assert hub_json(own.path, *by_card(own.path, folder, two_for_keys["li"], *reject))["outcome"] == "rejected"
    more.unlink()
    assert refusal(own.path, by_card(own.path, folder, two_for_keys["wang"], *approve)) == "HUB-804"


def test_a_change_of_keys_is_approved_where_the_routes_are_broken(
    own: OwnHome, folder: Path, two_for_keys: Mapping[str, Holder]
) -> None:
    """It may be what mends them, and it concerns no message."""
    approve = proposed_by(own, folder, two_for_keys["li"], "roll")
    (own.path / "routes").mkdir(exist_ok=True)
    (own.path / "routes" / "broken.yaml").write_text("document: [", "utf-8")
    assert hub_json(own.path, *by_card(own.path, folder, two_for_keys["wang"], *approve))["outcome"] == "done"


def test_a_time_that_has_passed_is_refused_when_it_is_proposed(own: OwnHome, folder: Path, theirs: Path) -> None:
    folder.mkdir()
    words = ("keys", "import", str(theirs), "--party", "ping-an", "--reason", "yearly", "--cutover", "2020-01-01T00:00")
    done = hub(own.path, *words, "--challenge", str(folder / "never.json"))
    assert done.stderr.decode().startswith("hub: HUB-752")


def test_a_proposal_whose_time_has_passed_is_refused_and_still_waits(own: OwnHome, theirs: Path) -> None:
    """The second operator was late; whoever proposed it has to say another time, and it is not used up."""
    settings = own.path / "hub.toml"
    settings.write_text(f'{settings.read_text("utf-8")}\n[acts]\nkeys = "two"\n', "utf-8")
    change = KeyChange(does="import", whose="ping-an", certificate=theirs, cutover=Cutover.of("now"))
    request = request_of(own.home, change, "yearly")
    late = replace(request, arguments={**request.arguments, "cutover": str(Cutover(1_577_836_800_000_000))})
    now, name = time.time_ns() // 1000, "a" * 32
    with own.store() as store:
        another, until = Operator(user="another"), now + 3_600_000_000
        propose(store, Proposal(id=name, request=late, operator=another, cards=False, at=now, until=until), {})
    assert hub(own.path, "approve", name, *AGREED).stderr.decode().startswith("hub: HUB-752")
    assert hub_json(own.path, "approve")["proposal"] == name


def test_a_certificate_of_another_party_is_refused_before_it_is_proposed(
    own: OwnHome, folder: Path, two_for_keys: Mapping[str, Holder], theirs: Path
) -> None:
    """No card signs it in vain; and nothing is used up where it becomes another party's only after the proposal."""
    words = ("import", str(theirs), "--party", "ping-an")
    other = own.home.parties / "boc-insurance" / "theirs.pem"
    other.parent.mkdir(parents=True, exist_ok=True)
    of_the_same_name = certificate_pem(make_key("insurer", time.time_ns() // 1000).certificate)
    other.write_bytes(of_the_same_name)
    folder.mkdir()
    refused = hub(own.path, "keys", *words, "--reason", "yearly", "--challenge", str(folder / "never.json"))
    assert (refused.stderr.decode()[5:12], list(folder.iterdir())) == ("HUB-750", [])
    other.unlink()
    approve = proposed_by(own, folder, two_for_keys["li"], *words)
    other.write_bytes(of_the_same_name)
    done = hub(own.path, *by_card(own.path, folder, two_for_keys["wang"], *approve))
    assert done.stderr.decode()[5:12] == "HUB-750"
    assert hub_json(own.path, "approve")["proposal"] == approve[1]


def test_the_second_operator_reads_times_as_times_and_words_as_words(
    own: OwnHome, folder: Path, two_for_keys: Mapping[str, Holder], theirs: Path
) -> None:
    """Of a change of keys."""
    way = ("import", str(theirs), "--party", "ping-an", "--cutover", "2027-01-02T03:04")
    proposed_by(own, folder, two_for_keys["li"], *way)
    text, chinese = listed(own), listed(own, "zh")
    assert "does: register a certificate" in text
    assert "takes effect at: 2027-01-02 03:04:00" in text
    assert f"certificate: {theirs}  SHA-256 {digest(theirs.read_bytes())}" in text
    assert "subject of the certificate: CN=insurer" in text
    assert "该证书的主体：CN=insurer" in chinese
    assert "操作：登记一张证书" in chinese
    assert "用途：签名" in chinese
