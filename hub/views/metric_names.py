"""The metrics of `hub metrics`: what each means. Labels have few values, and never an id."""

from collections.abc import Mapping
from typing import Final

from hub.model import tally
from hub.ports.metrics import Kind, Metric
from hub.text.bilingual import Bilingual


def _counted(what: str, name: str, help_: Bilingual, kind: Kind = "counter") -> tuple[str, Metric]:
    return what, Metric(name, kind, help_, tally.LABELS[what])


def _gauge(name: str, help_: Bilingual, *labels: str) -> Metric:
    return Metric(name, "gauge", help_, labels)


def _oldest(of: Metric, name: str) -> Metric:
    """Since when the oldest of them waits."""
    return Metric(
        name,
        "gauge",
        Bilingual(
            "其中最早的一件的时间（1970 年起的秒数，UTC）。",
            "When the oldest of them came, in seconds since 1970, UTC.",
        ),
        of.labels,
    )


COUNTED: Final[Mapping[str, Metric]] = dict(
    [
        _counted(
            tally.SUBMISSIONS,
            "hub_submissions",
            Bilingual(
                "渠道的申报；outcome：受理、拒绝或重复（再次答复首次结果）。",
                "Submissions of portals; outcome: accepted, refused, or repeated (the first answer was told again).",
            ),
        ),
        _counted(
            tally.MESSAGES,
            "hub_messages",
            Bilingual("已记录的报文，收发两个方向。", "Messages that were recorded, to and from parties."),
        ),
        _counted(
            tally.RECEIPTS,
            "hub_receipts",
            Bilingual(
                "对方对单证的回执；layer：传输、技术、业务；outcome：变更状态、仅记录、有争议。",
                "Parties' receipts for documents; layer: transport, technical, business; "
                "outcome: moved, observed, disputed.",
            ),
        ),
        _counted(
            tally.TRANSITIONS,
            "hub_transitions",
            Bilingual(
                "单证的状态变动，按新状态和起因种类。",
                "Changes of documents' statuses, by the new status and the kind of cause.",
            ),
        ),
        _counted(
            tally.QUARANTINED, "hub_quarantined", Bilingual("已隔离的来件。", "Deliveries that were quarantined.")
        ),
        _counted(
            tally.PARKED,
            "hub_parked",
            Bilingual("先于所指内容到达的回执和通知。", "Receipts and notices that came before what they refer to."),
        ),
        _counted(
            tally.DOCUMENT_TIMES,
            "hub_document_duration_seconds",
            Bilingual(
                "从单证入库到报文发送确认（sent）、到办结状态（ended）的时长。",
                "From a document's record until its message was confirmed (sent), "
                "and until a status that ends it (ended).",
            ),
            "histogram",
        ),
        _counted(
            tally.STAGE_TIMES,
            "hub_stage_duration_seconds",
            Bilingual(
                "工作进程各步骤耗时：parse、verify_signer、authenticate、compose、open 按单件计，其余按批计。",
                "How long stages of workers take: parse, verify_signer, authenticate, compose and open for "
                "one message, others for a batch.",
            ),
            "histogram",
        ),
    ]
)
"""By name in the tally."""

OUTBOX: Final = _gauge(
    "hub_outbox_rows", Bilingual("待发送箱中的条目。", "Rows of the outbox."), "destination", "about"
)
OUTBOX_OLDEST: Final = _oldest(OUTBOX, "hub_outbox_oldest_timestamp_seconds")
TO_SIGN: Final = _gauge(
    "hub_to_sign_messages", Bilingual("等待签名的报文。", "Messages that wait for a signature."), "party", "kind"
)
TO_SIGN_OLDEST: Final = _oldest(TO_SIGN, "hub_to_sign_oldest_timestamp_seconds")
CIRCUIT: Final = _gauge(
    "hub_circuit_open",
    Bilingual(
        "已暂停向该处发送时为 1，否则为 0；trouble：送不到（unreachable）、报文均被退回（refuses）。",
        "1 while nothing more is sent to a party or portal, else 0; trouble: unreachable, or refuses every message.",
    ),
    "destination",
    "trouble",
)
CIRCUIT_OPENED: Final = _gauge(
    "hub_circuit_opened_timestamp_seconds",
    Bilingual("从何时起暂停（1970 年起的秒数，UTC）。", "Since when nothing more is sent, in seconds since 1970, UTC."),
    *CIRCUIT.labels,
)
OPEN: Final = _gauge(
    "hub_open_documents", Bilingual("未办结的单证。", "Documents that are not at their end."), "party", "status"
)
OPEN_OLDEST: Final = _oldest(OPEN, "hub_open_oldest_timestamp_seconds")
OVERDUE: Final = _gauge(
    "hub_overdue_documents", Bilingual("超时未回执的单证。", "Documents whose answers are overdue."), "party", "type"
)
OVERDUE_OLDEST: Final = _oldest(OVERDUE, "hub_overdue_oldest_timestamp_seconds")
ATTENTION: Final = _gauge(
    "hub_attention_items",
    Bilingual("审计库中需要人处理的事项（hub attention）。", "Items of `hub attention` that the store records."),
    "kind",
)
ATTENTION_FAILED: Final = _gauge(
    "hub_attention_source_failed",
    Bilingual(
        "这一来源的事项未能查看时为 1，否则为 0。", "1 while a source of such items cannot be looked at, else 0."
    ),
    "source",
)
DISPUTED: Final = _gauge(
    "hub_disputed_documents", Bilingual("有争议的单证。", "Documents with an open dispute."), "party", "type"
)
QUARANTINE: Final = _gauge(
    "hub_quarantine_deliveries",
    Bilingual("尚未处置的隔离件。", "Deliveries in quarantine that no operator has settled."),
    "owner",
    "code",
)
QUARANTINE_OLDEST: Final = _oldest(QUARANTINE, "hub_quarantine_oldest_timestamp_seconds")
PARKED: Final = _gauge(
    "hub_parked_messages",
    Bilingual("等待所指内容的报文。", "Messages that wait for what they refer to."),
    "party",
    "type",
)
PARKED_OLDEST: Final = _oldest(PARKED, "hub_parked_oldest_timestamp_seconds")
UNSEALED: Final = _gauge(
    "hub_unsealed_transitions", Bilingual("尚未封存的流转记录。", "Transitions without a position in the sealed log.")
)
UNSEALED_OLDEST: Final = _oldest(UNSEALED, "hub_unsealed_oldest_timestamp_seconds")
CHECKPOINT: Final = _gauge(
    "hub_checkpoint_timestamp_seconds",
    Bilingual("最新检查点的签署时间。", "When the newest checkpoint was signed, in seconds since 1970, UTC."),
)
HEARTBEAT_AT: Final = _gauge(
    "hub_worker_heartbeat_timestamp_seconds",
    Bilingual(
        "各工作进程最近一次心跳的时间，按其自身时钟。", "When each worker's last heartbeat was, by the worker's clock."
    ),
    "worker",
)
CERTIFICATE_END: Final = _gauge(
    "hub_certificate_end_timestamp_seconds",
    Bilingual(
        "证书可连续使用到何时；现无有效证书时为当前时间。",
        "Until when certificates cover the time ahead without a gap; the present time where none is valid.",
    ),
    "owner",
    "purpose",
)
STORE_UP: Final = _gauge(
    "hub_store_up", Bilingual("能否读取审计库：1 或 0。", "Whether the store could be read: 1 or 0.")
)
HEARTBEATS: Final = Metric(
    "hub_worker_heartbeats", "counter", Bilingual("各工作进程的心跳数。", "Heartbeats of each worker."), ("worker",)
)
SEALED: Final = Metric(
    "hub_log_entries", "counter", Bilingual("已封存的流转记录。", "Transitions with a position in the sealed log.")
)
BUILD: Final = Metric("hub_build", "info", Bilingual("导出进程的版本。", "The exporter's version."), ("version",))

METRICS: Final = (
    *COUNTED.values(),
    *(OUTBOX, OUTBOX_OLDEST, TO_SIGN, TO_SIGN_OLDEST, OPEN, OPEN_OLDEST, OVERDUE, OVERDUE_OLDEST, DISPUTED, ATTENTION),
    *(ATTENTION_FAILED, CIRCUIT, CIRCUIT_OPENED),
    *(QUARANTINE, QUARANTINE_OLDEST, PARKED, PARKED_OLDEST, HEARTBEATS, HEARTBEAT_AT),
    *(SEALED, UNSEALED, UNSEALED_OLDEST, CHECKPOINT, CERTIFICATE_END, STORE_UP, BUILD),
)
"""All of them, without values."""
