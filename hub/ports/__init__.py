"""The protocols that the flow needs of the outside; adapters stand behind them."""

from hub.ports.clock import Clock
from hub.ports.queue import Confirmation, Delivery, Parcel, Queue
from hub.ports.records import Due, Filter, Overview, Pile, Trail, Trial, WorkerRow
from hub.ports.signatures import UNECHOED, CardVerifier, Signer, Verifier
from hub.ports.store import Store
from hub.ports.unit import Standing, Unit
from hub.ports.wired import Ports

__all__ = [
    "UNECHOED",
    "CardVerifier",
    "Clock",
    "Confirmation",
    "Delivery",
    "Due",
    "Filter",
    "Overview",
    "Parcel",
    "Pile",
    "Ports",
    "Queue",
    "Signer",
    "Standing",
    "Store",
    "Trail",
    "Trial",
    "Unit",
    "Verifier",
    "WorkerRow",
]
