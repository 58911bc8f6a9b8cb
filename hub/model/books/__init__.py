"""The books of one transaction: loaded under locks, changed in memory, written together."""

from hub.model.act import OperatorAct
from hub.model.books.changes import Changes
from hub.model.books.circuits import Circuits
from hub.model.books.claims import Claims
from hub.model.books.names import Named, Names
from hub.model.books.post import Post
from hub.model.books.tallied import tally_post, tally_transitions
from hub.model.books.ticker import Ticker
from hub.model.books.trails import Trails
from hub.model.document import Document
from hub.model.tally import Counted, Tallies

__all__ = ["Books", "Changes", "Circuits", "Claims", "Named", "Names", "Post", "Trails"]


class Books:
    """The five books of one transaction. Not thread-safe.

    Later documents of a batch see the changes of earlier ones.
    """

    def __init__(self, now: int, catalogue: str, worker: str) -> None:
        """`now` in microseconds since 1970, UTC; the catalogue's digest; the worker that dispatches promises."""
        self._time = Ticker(now)
        self._catalogue = catalogue
        self._trails = Trails(self._time, catalogue)
        self._claims = Claims()
        self._names = Names()
        self._post = Post(self._time, worker)
        self._circuits = Circuits()
        self._acts: list[OperatorAct] = []
        self._worker = worker
        self._tallies = Tallies()

    @property
    def now(self) -> int:
        """The time of the newest row."""
        return self._time.now

    def tick(self) -> int:
        """The time of the next row."""
        return self._time.tick()

    @property
    def catalogue(self) -> str:
        """The digest of the catalogue by which this transaction decides."""
        return self._catalogue

    @property
    def trails(self) -> Trails:
        return self._trails

    @property
    def claims(self) -> Claims:
        return self._claims

    @property
    def names(self) -> Names:
        return self._names

    @property
    def post(self) -> Post:
        return self._post

    @property
    def circuits(self) -> Circuits:
        return self._circuits

    @property
    def tallies(self) -> Tallies:
        """What is counted beside the rows."""
        return self._tallies

    def named_by(self, document: str, word: str) -> list[Document]:
        """The documents that a document refers to by one name of its route."""
        return [self._trails.document(other) for other in self._names.named(document, word) if other]

    def act(self, act: OperatorAct, *, is_known: bool) -> None:
        """Name the operators in every row that this act causes; record the act, unless it is known already."""
        self._trails.name_operators(act.operators)
        self._acts += [] if is_known else [act]

    def changes(self) -> Changes:
        """The rows to write, in their present state."""
        trails, claims, names, post = self._trails, self._claims, self._names, self._post
        return Changes(
            created=dict(trails.created),
            moved=dict(trails.moved),
            references=dict.fromkeys(names.referred),
            registrations=dict.fromkeys(names.registered),
            messages=list(post.kept),
            payloads=dict(post.payloads),
            encrypted=dict(post.encrypted),
            transitions=list(trails.appended),
            claims=dict(claims.changed),
            resources=dict(claims.changed_resources),
            promised=dict(post.promised),
            confirmed=list(post.confirmed),
            to_sign=dict(post.to_sign),
            signed=list(post.signed),
            timers=dict(post.timers),
            parked=list(post.parked),
            matched=list(post.matched),
            quarantined=list(post.newly_quarantined),
            settled=list(post.settled),
            acts=list(self._acts),
            circuits=dict(self._circuits.changed),
            traces=dict(trails.traces),
            counted=self._counted(),
            writer=self._worker,
        )

    def _counted(self) -> Counted:
        """What was counted, with what the rows count for."""
        whole = Tallies(self._tallies.counted)
        tally_transitions(whole, self._trails.appended, self._trails.created, self._trails.moved)
        tally_post(whole, self._post.kept, self._post.parked, self._post.newly_quarantined)
        return whole.counted
