"""A PostgreSQL of the tests' own: its files, its port, its end; no service of the system is touched."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg

from services.machine import free_port, missing

QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""For tests: what is committed need not outlive the machine, nor the server."""
DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
"""As in production."""
TEMPLATE = "migrated"


class Postgres:
    """One private server; `stop` and `start` may take turns."""

    def __init__(self, programs: Path, settings: str = QUICK) -> None:
        self._programs = programs
        self._settings = settings
        self._names = count(1)
        self.port = free_port()
        self._home = Path(tempfile.mkdtemp(prefix="hub-pg-", dir="/tmp" if os.geteuid() == 0 else None))
        self._user = _unprivileged()
        if os.geteuid() == 0:
            shutil.chown(self._home, self._user)
        self._run("initdb", "-A", "trust", "-U", "hub", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

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

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._home)

    def url(self, database: str) -> str:
        return f"postgresql://hub@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template1") -> str:
        """A new database like the template; returns its URL."""
        name = f"store_{next(self._names)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def keep_as_template(self, url: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {url.rsplit('/', 1)[1]} RENAME TO {TEMPLATE}")

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


def start_postgres(settings: str = QUICK) -> Postgres:
    """Start a private server, or skip the test where there is none to start; a CI must have one."""
    if (programs := _programs()) is None:
        missing("PostgreSQL is missing: apt-get install postgresql")
    server = Postgres(programs, settings)
    server.start()
    return server


def _programs() -> Path | None:
    """The newest version that Debian has installed, or what is on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    if os.geteuid() != 0:
        return getpass.getuser()
    return "postgres" if "postgres" in names else "nobody"


def _group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid
