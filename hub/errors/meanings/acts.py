"""80x: operators' cards, and acts of two operators."""

from hub.errors.meaning import Kind, Meaning

ACTS = {
    "HUB-801": Meaning(
        "此操作须由操作员卡签名：先用 --challenge 文件 生成待签内容，由卡签名后，再加 --signature 文件 执行",
        "this act needs an operator's card: write the challenge with --challenge FILE, let the card sign it, and add "
        "--signature FILE",
        Kind.REFUSED_ACT,
    ),
    "HUB-802": Meaning(
        "待签内容与此操作现状不符（{what}）：请重新生成并签名",
        "the challenge is not for this act as it stands now ({what}): write a new one and sign it",
        Kind.REFUSED_ACT,
    ),
    "HUB-803": Meaning(
        "待签内容只在生成后 {minutes} 分钟内有效：请重新生成并签名",
        "a challenge is valid for {minutes} minutes after it was written: write a new one and sign it",
        Kind.REFUSED_ACT,
    ),
    "HUB-804": Meaning(
        "此操作已执行或已否决，签名也只能使用一次",
        "this act was done or rejected already, and a signature is used once",
        Kind.REFUSED_ACT,
    ),
    "HUB-805": Meaning(
        "单证 {document} 此后已有变动：请核对（hub show）后重新提出",
        "document {document} has moved since then: look at it (hub show) and ask again",
        Kind.REFUSED_ACT,
    ),
    "HUB-806": Meaning(
        "此卡不是本方操作员的卡（{reason}）：请将其证书放入 keys/operators",
        "this card is not one of an operator of this hub ({reason}): put its certificate into keys/operators",
        Kind.REFUSED_ACT,
    ),
    "HUB-807": Meaning(
        "须由另一位操作员批准：提出者与批准者同为“{name}”",
        "another operator must approve it: “{name}” has asked for it",
        Kind.REFUSED_ACT,
    ),
    "HUB-808": Meaning(
        "已于 {at} 过期：请重新提出",
        "it expired at {at}: ask for it again",
        Kind.REFUSED_ACT,
    ),
    "HUB-809": Meaning(
        "“{verb}”须由 {needed} 位操作员的卡签名，而 keys/operators 中可用的操作员只有 {count} 位",
        "“{verb}” needs the cards of {needed} operators, and keys/operators has {count} that can sign",
        Kind.OPERATOR,
    ),
}
