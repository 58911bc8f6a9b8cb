"""A PostgreSQL of the tests' own: its files, its port, its end; no service of the system is touched."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

import psycopg

from services.certificates import Authority, Pair
from services.machine import free_port, missing, quick_folder

QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=128MB"
"""For tests: what is committed need not outlive the machine, nor the server."""
DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
"""As in production."""
TEMPLATE = "migrated"
COPIES_FILES = 15_00_00
"""The version that can be told to copy a template's files; it writes each page to its log otherwise.

Not where another server follows: it has the new database only some time after the commit.
"""

_OLDER = """
SELECT count(*) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND xact_start < %s
"""
"""Transactions that began before a time."""


class Postgres:
    """One private server; `stop` and `start` may take turns."""

    _is_quick = False
    """Whether nothing that it writes is to outlast it, and none follows it."""

    def __init__(
        self,
        programs: Path,
        settings: str = QUICK,
        clients: Authority | None = None,
        primary: "Postgres | None" = None,
    ) -> None:
        """`clients`, where given, vouches for the server and must vouch, by name, for whoever comes by TLS.

        `primary`: this one follows it, and only reads until it is promoted.
        """
        self._programs = programs
        self._settings = settings
        self._is_quick = settings == QUICK
        self._names = count(1)
        self.port = free_port()
        self._home = Path(tempfile.mkdtemp(prefix="hub-pg-", dir=_place(settings)))
        self._user = _unprivileged()
        if os.geteuid() == 0:
            shutil.chown(self._home, self._user)
        if primary is None:
            self._run("initdb", "-A", "trust", "-U", "hub", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        else:
            self._run("pg_basebackup", "-R", "-X", "stream", "-h", "127.0.0.1", "-p", str(primary.port), "-U", "hub")
        if clients is not None:
            self._take_tls(clients)

    def require_private(self) -> None:
        """Skip the test where this server may not be ended or changed; a private one may."""

    def start(self) -> None:
        """Start and wait until it answers."""
        place = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._home}"
        options = f"{place} -c max_connections=50 {self._settings}"
        self._run("pg_ctl", "-w", "-l", str(self._home / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop at once, cutting off whoever is connected."""
        self._run("pg_ctl", "-w", "-m", "fast", "stop")

    def crash(self) -> None:
        """End it as a failing machine would, without a checkpoint."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def promote(self) -> None:
        """Let a server that followed another take writes from now on."""
        self._run("pg_ctl", "-w", "promote")

    def set(self, name: str, value: str) -> None:
        """Change a setting of the running server, for the sessions that are open as well."""
        self.require_private()
        with psycopg.connect(self.for_operators, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        self._run("pg_ctl", "reload")

    def only_read(self) -> None:
        """Take no writes any more, and wait until those that had begun are over; sessions stay open."""
        self.set("default_transaction_read_only", "on")
        with psycopg.connect(self.for_operators, autocommit=True) as connection:
            time.sleep(1)  # every session has been told by then
            (since,) = connection.execute("SELECT clock_timestamp()").fetchone() or (None,)
            while connection.execute(_OLDER, [since]).fetchone() != (0,):
                time.sleep(0.1)

    def show(self, pair: Pair) -> None:
        """Show this certificate to whoever comes from now on."""
        self._copy(pair)
        self._run("pg_ctl", "reload")

    def remove(self) -> None:
        with suppress(RuntimeError):  # it was stopped before
            self.stop()
        shutil.rmtree(self._home)

    def url(self, database: str) -> str:
        return f"postgresql://hub@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template1") -> str:
        """A new database like the template; returns its URL."""
        name = f"store_{next(self._names)}"
        with psycopg.connect(self.for_operators, autocommit=True) as connection:
            can_copy = self._is_quick and connection.info.server_version >= COPIES_FILES
            copying = "STRATEGY FILE_COPY" if can_copy else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} {copying}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        with psycopg.connect(self.for_operators, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def dump(self, url: str, file: Path) -> None:
        """Write a database to a file as an operator would, while the hub is at work."""
        self._run_as_told("pg_dump", "--format=custom", f"--file={file}", f"--dbname={url}")

    def restore(self, file: Path) -> str:
        """A new database from such a file; returns its URL."""
        url = self.create("template0")
        self._run_as_told("pg_restore", "--exit-on-error", f"--dbname={url}", str(file))
        return url

    def _run_as_told(self, program: str, *arguments: str) -> None:
        """Run a client program, as whoever runs the tests."""
        done = subprocess.run([str(self._programs / program), *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stderr}")

    def keep_as_template(self, url: str) -> None:
        with psycopg.connect(self.for_operators, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {url.rsplit('/', 1)[1]} RENAME TO {TEMPLATE}")

    @property
    def for_operators(self) -> str:
        """By its socket, where nobody is asked for a certificate."""
        return f"host={self._home} port={self.port} user=hub dbname=postgres"

    def _take_tls(self, clients: Authority) -> None:
        data = self._home / "data"
        self._copy(clients.issue("localhost"))
        self._own(Path(shutil.copy(clients.ca, data / "clients.pem")))
        with (data / "postgresql.conf").open("a") as settings:
            settings.write("ssl = on\nssl_ca_file = 'clients.pem'\n")
        (data / "pg_hba.conf").write_text(
            "local all all trust\nhostssl all all 127.0.0.1/32 cert\nhostnossl all all 127.0.0.1/32 trust\n"
        )

    def _copy(self, pair: Pair) -> None:
        for source, name in zip(pair, ("server.crt", "server.key"), strict=True):
            self._own(Path(shutil.copy(source, self._home / "data" / name)))

    def _own(self, file: Path) -> None:
        """Only its owner may read it, which is the server's user."""
        file.chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(file, self._user, _group(self._user))

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, never as root: it refuses to."""
        command = [str(self._programs / program), "-D", str(self._home / "data"), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={self._user}", f"--regid={_group(self._user)}", "--clear-groups", *command]
        log = self._home / "programs.log"
        with log.open("ab") as out:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{log.read_text()}")


def start_standby(primary: Postgres, settings: str = QUICK) -> Postgres:
    """Start a private server that follows another."""
    programs = _programs()
    assert programs is not None
    server = Postgres(programs, settings, primary=primary)
    server.start()
    return server


def start_postgres(settings: str = QUICK, clients: Authority | None = None) -> Postgres:
    """Start a private server, or skip the test where there is none to start; a CI must have one."""
    if (programs := _programs()) is None:
        missing("PostgreSQL is missing: apt-get install postgresql")
    server = Postgres(programs, settings, clients)
    server.start()
    return server


def _programs() -> Path | None:
    """The newest version that Debian has installed, or what is on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _place(settings: str) -> str | None:
    """In memory, unless what the server writes is to outlast it; as root in a folder that its user may enter."""
    quick = quick_folder() if settings == QUICK else None
    if quick is not None:
        return str(quick)
    return "/tmp" if os.geteuid() == 0 else None


def _unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    if os.geteuid() != 0:
        return getpass.getuser()
    return "postgres" if "postgres" in names else "nobody"


def _group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid
