"""The personal data of the outbox, as the purge, the rotation of keys and the data inventory read it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.delivery.rules import WORDS_KEPT
from core.plugin.contracts import PersonalField

_OF_MESSAGE = {
    "table": "base_outbox",
    "term": WORDS_KEPT,
    "counted_from": _l("消息办结"),
    "storage_only": True,
}
_PURPOSE, _STAFF = _l("把通知送到您手上"), _l("按本人选的方式发通知")

FIELDS = (
    PersonalField(
        "delivery.message.phone", _l("收消息的电话"), _PURPOSE, sealed_column="phone_sealed",
        digest_column="person_digest", **_OF_MESSAGE,
    ),
    PersonalField("delivery.message.subject", _l("消息的标题"), _PURPOSE, sealed_column="subject_sealed", **_OF_MESSAGE),
    PersonalField("delivery.message.words", _l("消息的内容"), _PURPOSE, sealed_column="body_sealed", **_OF_MESSAGE),
    PersonalField("delivery.message.note", _l("打电话的记录"), _PURPOSE, sealed_column="note_sealed", **_OF_MESSAGE),
    PersonalField(
        "delivery.choice.mail", _l("工作人员收消息的邮箱"), _STAFF, table="delivery_choice",
        sealed_column="mail_sealed", counted_from=_l("账号停用"), of_staff=True,
    ),
    PersonalField(
        "delivery.choice.robot", _l("工作人员的机器人地址"), _STAFF, table="delivery_choice",
        sealed_column="robot_sealed", counted_from=_l("账号停用"), of_staff=True,
    ),
)  # fmt: skip
