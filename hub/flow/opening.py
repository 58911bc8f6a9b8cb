"""How every line begins: the hub's means, an opened message, and the work of one transaction."""

from hub.catalogue import Catalogue
from hub.effects.work import Means, Work
from hub.model import Books
from hub.ports import Delivery, Ports
from hub.reading.open_message import Opened, open_message


def means_of(hub_id: str, catalogue: Catalogue, ports: Ports) -> Means:
    """The hub's means: what the stages act with, valid as long as the ports are open."""
    return Means(hub_id, catalogue, ports.signer, ports.cards, ports.confidentiality)


def new_work(means: Means, ports: Ports) -> Work:
    """The work of a transaction that begins now, with empty books."""
    return Work(Books(ports.clock.now(), means.catalogue.digest, ports.worker), means)


def open_delivery(means: Means, ports: Ports, delivery: Delivery) -> Opened:
    """A party's delivery, opened by all steps that need no store; raises Rejected as `open_message` does."""
    return open_message(delivery, means.catalogue, ports.verifier, means.hub_id, ports.clock_skew)
