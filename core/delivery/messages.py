"""Words of the delivery room: refusals, faults of gateways, states, kinds of its own messages, audit entries."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.base.outbox import MessageKind

MESSAGES = {
    "delivery.way_unknown": _l("请从列出的方式里选一种。"),
    "delivery.mail_needed": _l("选了邮件，请填写收消息的邮箱。"),
    "delivery.robot_needed": _l("选了群机器人，请填写机器人的地址。"),
    "delivery.robot_kind": _l(
        "这种地址这里不能用。可以用的开头：%(known)s。别的要请系统管理员在设置里加上。"
    ),
    "delivery.robot_address": _l("这个机器人地址读不懂。请对照说明，从机器人的设置页重新抄一遍。"),
    "delivery.no_way": _l("还没有选好接收方式，请先选邮件或群机器人并保存。"),
    "delivery.test_too_soon": _l("一分钟里只发一条测试消息，请过一会儿再试。"),
    "delivery.reason_needed": _l("请写明为什么不再发。"),
    "delivery.nothing_changed": _l("选中的消息里没有能这样办的，可能别人刚刚办过。请看最新的列表。"),
    "delivery.choose_some": _l("请先在列表里勾选消息。"),
    "delivery.call_gone": _l("这个电话已经有人打过了，或者不用打了。"),
    "delivery.result_unknown": _l("请选择电话打得怎么样。"),
}

#: Why a message is stuck, in plain words. %(figure)s is the other side's number.
FAULTS = {
    "worker_lost": _l("正在发的时候后台进程停了，不知道对方收到没有。"),
    "expired": _l("过了有效时间，没有再发。"),
    "unwanted": _l("本人改成了不接收消息。"),
    "erased": _l("本人删除了个人信息。"),
    "no_address": _l("这位工作人员没有接收地址，或者账号已经停用。"),
    "seal_broken": _l("封存的号码读不出来，请管理员检查密钥文件。"),
    "unexpected": _l("程序出了意外，不知道对方收到没有。请把时间告诉系统管理员。"),
    "no_answer": _l("打过电话，没有人接。"),
    "wrong_number": _l("号码不对。"),
    "sms_refused": _l("短信网关不收这一条，多半是号码不对（%(figure)s）。"),
    "sms_key": _l("短信网关不认我们的密钥，请管理员核对 SMS_KEY（%(figure)s）。"),
    "sms_busy": _l("短信网关忙（%(figure)s）。"),
    "sms_status": _l("短信网关出错（%(figure)s）。"),
    "sms_answer": _l("短信网关的回答看不懂，中间可能隔着别的设备（%(figure)s）。"),
    "sms_unreachable": _l("连不上短信网关，或者它没有回答。"),
    "sms_certificate": _l("短信网关的证书不可信，没有发。"),
    "mail_unreachable": _l("连不上邮件服务器，或者它没有回答。"),
    "mail_busy": _l("邮件服务器暂时不收信（%(figure)s）。"),
    "mail_certificate": _l("邮件服务器的证书不可信，没有发。"),
    "mail_no_tls": _l("邮件服务器不支持加密，没有发。单位内网里可以改用 smtp+plain://。"),
    "mail_login": _l("邮件服务器不认用户名或密码，请管理员核对 SMTP_URL（%(figure)s）。"),
    "mail_sender": _l("邮件服务器不认发件地址，请管理员核对 MAIL_FROM（%(figure)s）。"),
    "mail_recipient": _l("邮件服务器不收这个收件地址（%(figure)s）。"),
    "mail_refused": _l("邮件服务器没有收这封信（%(figure)s）。"),
    "mail_cut": _l("信已经交出去，还没等到回话线就断了，可能收到了。"),
    "robot_kind": _l("这种机器人地址已经不能用了。"),
    "robot_address": _l("机器人的地址读不懂。"),
    "robot_unreachable": _l("连不上群机器人的服务。"),
    "robot_refused": _l("群机器人的服务没有收，多半是地址或关键词设置不对。"),
    "robot_cut": _l("消息已经交出去，还没等到回话线就断了，可能收到了。"),
}

#: state → (tag, word)
STATES = {
    "waiting": ("half", _l("等待发出")),
    "retry": ("warn", _l("等待重试")),
    "sending": ("half", _l("正在发")),
    "uncertain": ("warn", _l("可能已发出")),
    "given_up": ("stop", _l("没有发出")),
    "call": ("info", _l("等电话通知")),
    "sent": ("ok", _l("已发出")),
    "shown": ("idle", _l("演示，没有真发")),
    "called": ("ok", _l("已电话通知")),
    "dropped": ("no", _l("不再发")),
}
LANES = {"sms": _l("短信"), "mail": _l("邮件"), "robot": _l("群机器人"), "call": _l("电话")}
GATEWAYS = {
    "": _l("没有接通"),
    "demo": _l("演示：不真发，显示在“演示短信”里"),
    "http": _l("短信网关（HTTP）"),
    "smtp": _l("邮件服务器（SMTP）"),
    "apprise": _l("各人自己填的机器人地址"),
}
CALL_RESULTS = {
    "told": _l("已经告诉本人"),
    "no_answer": _l("没人接，以后再打"),
    "wrong_number": _l("号码不对，不再打"),
}
WAYS = {"": _l("不接收"), "mail": _l("邮件"), "robot": _l("群机器人（钉钉、企业微信、飞书）")}

KINDS = (
    MessageKind(
        "delivery.test",
        _l("测试消息"),
        _l("【%(site)s】这是一条测试消息。看到它，说明您能收到通知。"),
        _l("测试消息"),
        to="staff",
        urgent=True,
    ),
    MessageKind(
        "delivery.gateway_test", _l("短信网关测试"), _l("【%(site)s】这是一条测试短信，不用回复。"), urgent=True
    ),
    MessageKind(
        "delivery.digest",
        _l("每天早上：今天有几件事等我办"),
        _l(
            "【%(site)s】%(day)s，您的工作台上有 %(count)s 件事等您办，其中今天到期或已经过期的 %(late)s 件。"
            "请登录工作台办理。"
        ),
        _l("今天有 %(count)s 件事等您办"),
        to="staff",
    ),
)  # fmt: skip

AUDIT_TEXTS = {
    "delivery.sent_again": _l("重发一条消息"),
    "delivery.dropped": _l("放弃一条消息"),
    "delivery.put_on_calls": _l("把一条消息改为电话通知"),
    "delivery.called": _l("登记电话通知"),
    "delivery.choice_saved": _l("修改自己的消息接收方式"),
    "delivery.gateway_tested": _l("测试短信网关"),
}
