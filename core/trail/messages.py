"""Wording of the trail and of the office for personal data."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "trail.reseal_under_way": _l("上一次换密钥还没有换完。请等它换完，或运行 yangguang keys reseal。"),
    "trail.key_not_old": _l("密钥 %(key)s 不是可以撤下的旧密钥。"),
    "trail.key_in_use": _l("还有 %(count)s 处内容用密钥 %(key)s 封存，暂时不能撤下。"),
    "trail.not_recognised": _l("请先确认来人身份：验证码，或当面核对证件。"),
    "trail.counter_over": _l("已经过了 15 分钟，请重新确认来人身份。"),
    "trail.subject_shape": _l("要查的事项写法不对，例如 document:12。"),
}

AUDIT_TEXTS = {
    "trail.exported": _l("导出办事记录（%(count)s 条）"),
    "trail.purged": _l("清除到期的个人信息（%(count)s 处）"),
    "trail.keys_rotated": _l("更换个人信息的密钥"),
    "trail.key_retired": _l("撤下旧密钥"),
    "trail.person_recognised": _l("在窗口确认来人身份（%(way)s）"),
    "trail.person_shown": _l("在窗口替本人查看个人信息"),
    "trail.person_exported": _l("在窗口替本人导出个人信息"),
    "trail.person_corrected": _l("在窗口替本人更正个人信息"),
    "trail.person_erased": _l("在窗口替本人删除个人信息"),
}

#: kinds of things that entries are about, where their owner can't name one
SUBJECTS = {
    "user": _l("人员"),
    "department": _l("部门"),
    "campaign": _l("活动"),
    "reading": _l("通知识读"),
    "document": _l("文稿"),
    "booking": _l("报名"),
    "booking_event": _l("报名安排"),
    "open_day_plan": _l("开放日方案"),
    "open_day_announcement": _l("开放日公告"),
    "opinion": _l("意见"),
    "message": _l("短信"),
    "file": _l("文件"),
    "key": _l("密钥"),
    "revision": _l("定稿"),
    "deputy": _l("代理"),
    "archive_order": _l("归档制作"),
    "day": _l("日期"),
    "gateway": _l("短信网关"),
    "pack": _l("规则包"),
    "person": _l("来人"),
    "purge": _l("到期清除"),
    "trail": _l("办事记录"),
}

FINDINGS = {
    "entry_altered": "记录 %(entry)s 被改动过（第 %(seal)s 次封存）",
    "entry_missing": "记录 %(entry)s 不见了（第 %(seal)s 次封存）",
    "entry_inserted": "记录 %(entry)s 是后来塞进去的：它排在已封存的记录当中，却不在任何一次封存里",
    "entry_unsealed": "记录 %(entry)s 已过一小时还没有封存：后台进程没有运行，或者封存被删掉了",
    "entry_sealed_twice": "记录 %(entry)s 在两次封存里（第 %(seal)s 次是第二回）",
    "seal_altered": "第 %(seal)s 次封存被改动过",
    "seal_missing": "第 %(seal)s 次封存不见了",
    "seal_unlinked": "第 %(seal)s 次封存接不上前一次",
    "head_not_found": "找不到另外记下的封存%(seal)s：末尾被截掉，或者数据库是从旧备份恢复的",
}

CONSENT_WAYS = {
    "click": _l("本人在网上点选"),
    "read_aloud": _l("工作人员读给本人听，本人同意"),
    "paper": _l("纸质签字"),
}

WAYS = {"code": _l("短信验证码"), "id_seen": _l("当面核对证件")}
