"""3xx: a document that business rules refuse."""

from hub.errors.meaning import Meaning

RULES = {
    "HUB-301": Meaning("尚无有效的{label}", "there is no valid {name} yet"),
    "HUB-302": Meaning("结束日期早于起始日期", "the end date is before the start date"),
    "HUB-303": Meaning("保险期间超过一年", "the insurance period is longer than one year"),
    "HUB-304": Meaning("超出剩余可用额度（可用 {left} 元）", "exceeds the remaining quota ({left} yuan available)"),
    "HUB-305": Meaning("没有状态为“成功”的额度", "there is no quota in status “success” with this insurer"),
    "HUB-306": Meaning("已有有效额度，请办理追加", "a valid quota already exists; apply for an increase"),
    "HUB-307": Meaning("已有未办结的同类申请", "another application of the same kind is still open"),
    "HUB-308": Meaning("找不到原单证“{value}”", "the original document “{value}” was not found"),
    "HUB-309": Meaning(
        "原单证当前状态不允许重新办理", "the status of the original document does not allow a new application"
    ),
    "HUB-310": Meaning("印章使用人与操作人不一致", "the holder of the seal is not the signer"),
    "HUB-311": Meaning("印章不在有效期内", "the seal is not valid today"),
    "HUB-312": Meaning(
        "重新办理须在 {name} 中注明原单证，其他操作则不可注明",
        "a new application must name the original document in {name}; other operations must not",
    ),
    "HUB-313": Meaning("须同意授权条款", "the authorization terms must be accepted"),
    "HUB-314": Meaning("找不到编号为“{value}”的{label}", "no {name} with the number “{value}” was found"),
    "HUB-315": Meaning(
        "{label}当前状态（{status}）不允许此操作", "the current status of the {name} ({status}) does not allow this"
    ),
    "HUB-316": Meaning("同一{label}重复列出", "the same {name} is listed more than once"),
    "HUB-317": Meaning("该项已由另一份单证占用：{holder}", "another document already uses this item: {holder}"),
    "HUB-318": Meaning(
        "{label}有争议，待人工核实，暂不能据以办理",
        "the {name} is disputed and cannot be used until an operator has checked it",
    ),
    "HUB-319": Meaning(
        "额度数据有疑问，待保险公司更新或人工核实",
        "the quota figures are in doubt until the insurer updates them or an operator has checked them",
    ),
    "HUB-321": Meaning("付款银行与协议不符", "the paying bank does not match the agreement"),
    "HUB-322": Meaning("协议不在有效期内", "the agreement is not valid today"),
    "HUB-324": Meaning("支付总额应为 {total} 元", "the total payment must be {total} yuan"),
    "HUB-325": Meaning(
        "保费应为 {premium} 元，以保险公司计算为准", "the premium must be {premium} yuan, as the insurer calculated it"
    ),
    "HUB-326": Meaning(
        "收款账户与保险公司所告不符", "the receiving account does not match the account that the insurer gave"
    ),
    "HUB-327": Meaning("{label}（{day}）早于今日（{other}）", "{name} ({day}) is before today ({other})"),
    "HUB-328": Meaning("{label}（{day}）早于 {other}", "{name} ({day}) is before {other}"),
    "HUB-329": Meaning("所列单证的期限已于 {day} 届满", "the listed document expired on {day}"),
    "HUB-330": Meaning(
        "该单证不在原支付失败的单证之列", "this document is not among the documents of the original failed payment"
    ),
    "HUB-331": Meaning(
        "该投保单无需缴费（保费为零）", "no payment is due for this policy application: its premium is zero"
    ),
    "HUB-332": Meaning("{label}与所指单证不符", "{name} does not match the document referred to ({other})"),
    "HUB-333": Meaning(
        "该项已由另一份未办结或有效的单证办理", "another document that is open or in force already covers this item"
    ),
    "HUB-334": Meaning(
        "须先办理{label}，且不在解除之中", "this needs a {name} first, and one that is not being released"
    ),
    "HUB-335": Meaning("仍有{label}以此为前提，不能办理", "this is refused while another {name} depends on it"),
    "HUB-336": Meaning("{label}（{day}）不在 {begin} 至 {end} 之内", "{name} ({day}) is not between {begin} and {end}"),
    "HUB-337": Meaning("{label}不在所指单证所列之中", "{name} is not among what the {other} referred to lists"),
    "HUB-338": Meaning("{label}应为 {expected} 元", "{name} must be {expected} yuan"),
    "HUB-339": Meaning("不同种类的单证不能一并办理", "documents of different types cannot be handled together"),
    "HUB-340": Meaning("编号“{value}”已用于另一份单证", "the number “{value}” is used by another document already"),
    "HUB-341": Meaning("重新申报须沿用原编号“{value}”", "a document that is declared again keeps its number “{value}”"),
    "HUB-343": Meaning(
        "{label}不得少于已用和已退回之和（{least} 元）",
        "{name} must not be less than what is used and given back ({least} yuan)",
    ),
    "HUB-345": Meaning("所指{label}的{what}不允许此操作", "the {what} of the {name} referred to does not allow this"),
    "HUB-344": Meaning("超出可退还的余额（余 {left} 元）", "exceeds what is left ({left} yuan)"),
    "HUB-342": Meaning("该单位须为：{allowed}", "this unit must be: {allowed}"),
    "HUB-348": Meaning("{label}与所选的{other}不符", "{name} does not belong to the {other} that is chosen"),
}
