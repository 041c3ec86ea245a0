"""The web room's words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "plugin_off": _l("这一届活动没有这个栏目。"),
    "plugin_cannot_judge": _l(
        "“%(plugin)s”插件现在答不了话，凡要它点头的事都先停下。请管理员到插件页看原因。"
    ),
    "plugin_required": _l("“%(plugin)s”现在还不能移走：%(others)s 要用它。请先停用或移走它们。"),
    "migration_missing": _l("数据表还没有建好或没有更新。请管理员运行 yangguang migrate，再重新启动。"),
}
