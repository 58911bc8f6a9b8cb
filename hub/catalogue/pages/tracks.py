"""Read `tracks:` and `tells:`."""

from collections.abc import Mapping

from hub.catalogue.grammar.tracks import TELLING, TRACK, TRACK_END
from hub.catalogue.mapping.tracks import Telling, Track, TrackEnd
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.words.sentences import no_track_name
from hub.catalogue.words.text import Block, Text, Tree
from hub.catalogue.words.vocabulary import Words
from hub.model import MAIN, Status
from hub.text.bilingual import Bilingual


def read_tracks(words: Words, main: LifecycleReader, statuses: Mapping[str, Status]) -> tuple[Track, ...]:
    """The tracks of a route; `main` reads the statuses of its documents."""
    table = words.raw("tracks")
    if isinstance(table, Block):
        found = (_track(name, block, main, statuses) for name, block in table.items())
        return tuple(track for track in found if track is not None)
    return ()


def is_track_name(name: str) -> bool:
    """Whether a track can have the name: not that of the document's own status."""
    return name != MAIN and name.replace("-", "").isalnum()


def _track(name: Text, block: Tree, main: LifecycleReader, statuses: Mapping[str, Status]) -> Track | None:
    problems = main.problems
    if not is_track_name(name):
        problems.add(name.where, no_track_name(name))
        return None
    words = Words(block, problems, TRACK)
    reader = LifecycleReader(words, statuses, problems)
    places = reader.table.places if reader.table else words.places
    return Track(str(name), reader.lifecycle("", ()), _end(words, main), places=places)


def _end(track: Words, main: LifecycleReader) -> TrackEnd | None:
    if "ends" not in track:
        return None
    words = Words(track.raw("ends"), track.problems, TRACK_END)
    status = words.text("as")
    main.know_of(status)
    after = tuple((str(name), name.where) for name in words.texts("after"))
    return TrackEnd(after, str(status), main.several(words, "since"), places=words.places)


def read_tellings(words: Words) -> tuple[Telling, ...]:
    """What messages about a document say of tracks."""
    return tuple(_telling(Words(block, words.problems, TELLING), words.raw("names")) for block in words.blocks("tells"))


def _telling(words: Words, names: Tree | None) -> Telling:
    if ("to" in words) == ("value" in words):
        text = Bilingual(
            "请写明状态（to），或状态取自哪个返回值（value）", "say the status (to), or the value that holds it (value)"
        )
        words.problems.add(words.block.where, text)
    named = words.text("named")
    if named and not (isinstance(names, Block) and named in names):
        words.problems.add(named.where, Bilingual(f"“{named}”不在“names”之中", f"“{named}” is not among the names"))
    return Telling(
        track=str(words.text("track")),
        named=str(named),
        to=str(words.text("to")),
        value=str(words.text("value")),
        brings=tuple((str(name), name.where) for name in words.texts("brings")),
        places=words.places,
    )
