"""The audit store on SQLite or PostgreSQL: one adapter, one set of tables."""

from functools import cache, partial

from sqlalchemy import select
from sqlalchemy.exc import ArgumentError

from adapters.store import tables
from adapters.store.acts import SqlActs
from adapters.store.address import address
from adapters.store.archive import SqlArchive
from adapters.store.attempts import SqlAttempts
from adapters.store.auditing import SqlAuditing
from adapters.store.backend import Backend
from adapters.store.circuits import SqlCircuits
from adapters.store.clock import SqlClock
from adapters.store.connections import Connections
from adapters.store.documents import SqlDocuments
from adapters.store.heartbeats import SqlHeartbeats
from adapters.store.months import SqlMonths
from adapters.store.outbox import SqlOutbox
from adapters.store.quarantine import SqlQuarantine
from adapters.store.relations import SqlRelations
from adapters.store.retention import SqlRetention
from adapters.store.schedule import SqlSchedule
from adapters.store.sealing import SqlSealedLog
from adapters.store.signing import SqlSigningQueue
from adapters.store.tallies import SqlTallyReader
from adapters.store.totals import SqlTotals
from adapters.store.transactions import SqlTransactions
from hub.errors import Code, operator_error
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.text.urls import is_to_read

BACKENDS = ("sqlite", "postgresql")


def backend_of(url: str) -> Backend:
    """The backend for a URL, `sqlite:///path` or `postgresql://user@host/name`; raises OperatorError (HUB-702)."""
    try:
        target = address(url)
    except (ArgumentError, ValueError) as error:  # the error's text might hold a password
        raise operator_error(
            Code.BAD_CONFIGURATION,
            reason=Bilingual("不是 sqlite:///path 这样的地址", "not a URL such as sqlite:///path").about("store"),
        ) from error
    if (name := target.get_backend_name()) not in BACKENDS:
        raise operator_error(
            Code.BAD_CONFIGURATION,
            reason=Bilingual(
                f"{name} 既不是 sqlite 也不是 postgresql", f"{name} is neither sqlite nor postgresql"
            ).about("store"),
        )
    if name == "sqlite" and not target.database:
        raise operator_error(
            Code.BAD_CONFIGURATION,
            reason=Bilingual("sqlite 缺少文件路径", "sqlite without the path of a file").about("store"),
        )
    return _backend(name)


@cache
def _backend(name: str) -> Backend:
    """One backend for all stores of a kind. Only the module of this kind of database is loaded."""
    if name == "sqlite":
        from adapters.store.sqlite import Sqlite  # noqa: PLC0415 - a hub on PostgreSQL needs none of it

        return Sqlite()
    from adapters.store.postgresql import Postgresql  # noqa: PLC0415 - psycopg and its dialect are slow to load

    return Postgresql()


def open_store(url: str) -> Store:
    """The store at this URL. Nothing is connected, made or migrated yet.

    At a URL that `hub.text.urls.to_read` made it can only be read: whatever writes raises StoreForbidden.
    """
    backend = backend_of(url)
    connections = Connections(backend.engine(url), backend, only_read=is_to_read(url))
    return Store(
        transactions=SqlTransactions(connections),
        outbox=SqlOutbox(connections),
        circuits=SqlCircuits(connections),
        signing=SqlSigningQueue(connections),
        heartbeats=SqlHeartbeats(connections),
        attempts=SqlAttempts(connections),
        schedule=SqlSchedule(connections),
        relations=SqlRelations(connections),
        documents=SqlDocuments(connections),
        archive=SqlArchive(connections),
        quarantine=SqlQuarantine(connections),
        acts=SqlActs(connections),
        totals=SqlTotals(connections),
        tallies=SqlTallyReader(connections),
        log=SqlSealedLog(connections),
        auditing=SqlAuditing(connections),
        months=SqlMonths(connections),
        retention=SqlRetention(connections),
        clock=SqlClock(connections),
        identity=partial(identity, connections),
        close=connections.close,
    )


def identity(connections: Connections) -> str:
    """The text that identifies this store; it was given once, when the store was made."""
    with connections.reading() as connection:
        return str(connection.scalars(select(tables.identity.c.id)).one())
