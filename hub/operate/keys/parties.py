"""Register a party's certificate, and end older ones."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from adapters.trust import CertificateRegister
from adapters.trust.admission import read_one, refused, require_fit
from adapters.trust.cutover import impossible, require_possible, require_successor
from adapters.trust.key_folder import add_file
from adapters.trust.validity_limits import write_limit
from adapters.x509 import Purpose, Registered, attributes, der, fingerprint, own_end, public_bytes, subject
from adapters.x509.making import certificate_pem
from hub.errors import Code, OperatorError, operator_error
from hub.operate.keys.done import Done
from hub.text.bilingual import Bilingual


class PartyCertificates:
    """The folder of parties' certificates, and what may be done to it."""

    def __init__(
        self,
        folder: Path,
        ours: Iterable[x509.Certificate] = (),
        purpose: Purpose = "signing",
        names: Iterable[str] = (),
        beside: Path | None = None,
    ) -> None:
        """`ours` are the hub's own, which no party may have; `names`: parties that may have no certificate yet.

        `beside`: the folder of their certificates for the other purpose, which name them too.

        Raises OperatorError (HUB-705, HUB-707).
        """
        self._purpose: Purpose = purpose
        self._folder = folder
        self._ours = {public_bytes(certificate) for certificate in ours}
        self.register = CertificateRegister.load(folder)
        self._names = frozenset(names)
        self._beside = beside

    def admit(
        self, party: str, path: Path, now: int, cutover: int | None = None, *, although_named: bool = False
    ) -> Done:
        """Register a certificate beside those that there are; with a cutover, these are refused from then on.

        `although_named`: also one whose subject is that of another party. Raises OperatorError: HUB-705, HUB-751 and
        HUB-750 for the certificate, HUB-752 for the cutover; then nothing was changed.
        """
        certificate = self.judge(party, path, now, although_named=although_named)
        old = [one for one in self.register.of(party) if cutover is not None and one.until >= cutover]
        if cutover is not None:
            require_possible(cutover, now)
            require_successor([Registered.of(certificate)], party, cutover)
        file = self._folder / party / f"{certificate.not_valid_before_utc:%Y-%m-%d}-{fingerprint(certificate)[:16]}.pem"
        add_file(file, certificate_pem(certificate), 0o644)
        try:
            self._end(party, old, cutover, now)
        except OperatorError:
            file.unlink(missing_ok=True)
            raise
        return Done(certificate, (file,), tuple(old), cutover if old else None)

    def judge(self, party: str, path: Path, now: int, *, although_named: bool = False) -> x509.Certificate:
        """The certificate, if it may be registered; changes nothing. Raises as `admit` does for the certificate."""
        certificate = read_one(path)
        require_fit(certificate, path, now, self._purpose)
        self._require_new(party, certificate, path, now)
        if not although_named:
            self._require_own_name(party, certificate, path, now)
        return certificate

    def cut_over(self, party: str, cutover: int, now: int, name: str = "") -> Done:
        """Refuse a party's older certificates from then on; or the one whose fingerprint begins with `name`.

        The one that itself begins and ends last is kept. What is to be refused at another time already is refused at
        this one instead, as long as it still counts; but later than was decided only where no other is meant.

        Raises OperatorError: HUB-704 no such certificate; HUB-752 a time that cannot be, nothing that would be left, or
        no telling which is the newest.
        """
        require_possible(cutover, now)
        known = self.register.of(party)
        counting = [one for one in known if one.until >= now]
        named = [one for one in counting if fingerprint(one.certificate).startswith(name.lower())]
        older = named if name else _older(counting)
        is_sure = len(older) == 1
        old = [one for one in older if (own_end(one.certificate) if is_sure else one.until) >= cutover]
        if len(old) != 1 and (name or not old):
            raise operator_error(Code.NOT_FOUND, value=f"{party} {name}".strip())
        if not name:
            require_successor([one for one in known if one not in old], party, cutover)
        self._end(party, old, cutover, now)
        return Done(None, (), tuple(old), cutover)

    def _end(self, party: str, old: Sequence[Registered], cutover: int | None, now: int) -> None:
        if cutover is not None and old:
            write_limit(self._folder / party, [one.certificate for one in old], "until", cutover, now)

    def _require_new(self, party: str, certificate: x509.Certificate, path: Path, now: int) -> None:
        """Refuse what is registered already, and whatever has the key of somebody else.

        What an operator has ended for another party is refused of that party, so it hinders nobody.
        """
        if public_bytes(certificate) in self._ours:
            raise refused(path, Bilingual("密钥是本方自己的", "its key is the hub's own"))
        for other in self.register.parties():
            for one in self.register.of(other):
                if other != party and one.is_ended(now):
                    continue
                if der(one.certificate) == der(certificate):
                    raise refused(path, _registered(other, party, one))
                if other != party and public_bytes(one.certificate) == public_bytes(certificate):
                    raise refused(path, Bilingual(f"密钥与 {other} 的相同", f"its key is that of {other}"))

    def _require_own_name(self, party: str, certificate: x509.Certificate, path: Path, now: int) -> None:
        """Refuse a certificate (HUB-750) that names another party, as its certificates do, and not this one."""
        registers = [self.register, *([CertificateRegister.load(self._beside)] if self._beside is not None else [])]
        parties = {party, *self._names, *(name for register in registers for name in register.parties())}
        known = {name: [one for register in registers for one in register.of(name)] for name in parties}
        named = [
            name
            for name in sorted(parties)
            if _is_named(name, certificate, [one.certificate for one in known[name] if not one.is_ended(now)])
        ]
        if named and party not in named:
            said = subject(certificate)
            raise operator_error(Code.NAMED_AS_ANOTHER, path=path, subject=said, other=named[0], party=party)


def _is_named(party: str, certificate: x509.Certificate, known: Iterable[x509.Certificate]) -> bool:
    """Whether the common name is the party's id, or the subject that of a certificate which it has."""
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if any(str(one.value).strip().casefold() == party.casefold() for one in common):
        return True
    said = attributes(certificate)
    return bool(said) and any(attributes(one) == said for one in known)


def _registered(other: str, party: str, one: Registered) -> Bilingual:
    """That a certificate is registered, and for another party how it is ended there: then it can be registered."""
    if other == party:
        return Bilingual(f"已登记给 {other}", f"it is registered already, for {other}")
    command = f"hub keys roll --party {other} --cutover now --only {fingerprint(one.certificate)[:16]}"
    return Bilingual(
        f"已登记给 {other}；若登记错了对方，先在那里停用：{command}",
        f"it is registered already, for {other}; where that was the wrong party, end it there first: {command}",
    )


def _older(known: Sequence[Registered]) -> list[Registered]:
    """All but the newest; raises OperatorError (HUB-752) where it is not for us to say which that is."""
    periods = [(one.since, own_end(one.certificate)) for one in known]
    newest = (max((since for since, _ in periods), default=0), max((end for _, end in periods), default=0))
    if periods and periods.count(newest) != 1:
        raise impossible(
            Bilingual(
                "没有一张证书的起期和止期都最晚，或不止一张：请用 --only 指明停用哪一张",
                "none of them, or more than one, both begins and ends last: say with --only which one to end",
            )
        )
    return [one for one, period in zip(known, periods, strict=True) if period != newest]
