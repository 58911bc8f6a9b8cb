"""72x: what the message broker refuses, and what keeps its queues from working."""

from typing import Final

from hub.errors.meaning import Kind, Meaning

ELECT: Final = (
    "rabbitmqctl eval '[catch ra:trigger_election(setelement(2, amqqueue:get_pid(Q), node())) || "
    "Q <- rabbit_amqqueue:list(), amqqueue:is_quorum(Q), element(1, ra:members(amqqueue:get_pid(Q), 1000)) =/= ok].'"
)
"""Has this node's members of queues without a leader elect one, and leaves all other queues alone."""

BROKER = {
    "HUB-721": Meaning("消息服务器拒绝：{reason}", "the broker refuses: {reason}", Kind.OPERATOR),
    "HUB-722": Meaning(
        "队列已满，新报文被拒收：{queues}",
        "a queue is full and refuses new messages: {queues}; whoever reads it must take messages from it",
        Kind.FAILURE,
    ),
    "HUB-723": Meaning(
        "队列副本只有 {count} 个，而集群有 {nodes} 个节点：{queues}；请执行 {grow}",
        "a queue has only {count} members in a cluster of {nodes} nodes: {queues}; run: {grow}",
        Kind.WARNING,
    ),
    "HUB-724": Meaning(
        "队列失去多数副本，收发均停：{queues}；请恢复节点 {nodes}",
        "a queue has lost the majority of its members and neither takes nor gives messages: {queues}; "
        "start the nodes {nodes}",
        Kind.FAILURE,
    ),
    "HUB-725": Meaning(
        "队列不存在：{queues}；请执行 hub topology apply",
        "a queue does not exist: {queues}; run `hub topology apply`",
        Kind.FAILURE,
    ),
    "HUB-726": Meaning("消息服务器节点未运行：{nodes}", "broker nodes are not running: {nodes}", Kind.WARNING),
    "HUB-727": Meaning(
        "队列拒收报文：已满，或暂无主副本",
        "a queue refuses messages: it is full, or has no leader at present",
        Kind.WARNING,
    ),
    "HUB-728": Meaning(
        "队列多数副本在线，但没有主副本，收发均停：{queues}；若持续一分钟以上，请在节点 {nodes} 上触发选举："
        f"{ELECT}，仍无主副本再依次重启这些节点",
        "a queue has most of its members online but no leader, and neither takes nor gives messages: {queues}; "
        f"if this lasts for a minute, have it elect one, on {{nodes}}: {ELECT}, and if that does not help, "
        "restart these nodes one after the other",
        Kind.FAILURE,
    ),
}
