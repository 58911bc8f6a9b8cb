"""The queue's contract suite: derive a class from it, and give it a fixture `rig`."""

from hub.testing.elsewhere import InProcess, InThread, Killed, Life, Program, Running
from hub.testing.queue.dying import Dying, kill_at_any_moment
from hub.testing.queue.publishing import Publishing
from hub.testing.queue.rig import EVENING, QueueFeatures, QueueRig, StandingClock
from hub.testing.queue.taking import SeveralOwners, Taking

__all__ = [
    "EVENING",
    "InProcess",
    "InThread",
    "Killed",
    "Life",
    "OneOwnerContract",
    "Program",
    "QueueContract",
    "QueueFeatures",
    "QueueRig",
    "Running",
    "StandingClock",
    "kill_at_any_moment",
]


class OneOwnerContract(Taking, Dying, Publishing):
    """The promises of a queue object that serves one owner only, such as the owner's own side of a broker."""


class QueueContract(OneOwnerContract, SeveralOwners):
    """The promises of every queue of the hub."""
