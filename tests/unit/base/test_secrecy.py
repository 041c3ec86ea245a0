"""Marks of 密级 (SC-01): what is one, and what only speaks of secrets."""

from __future__ import annotations

import pytest

from core.base.secrecy import secret_mark, texts_in


@pytest.mark.parametrize(
    "text",
    [
        "秘密★1年", "机密★", "绝密 ★ 长期", "秘　密★10年", "机 密 ☆", "★秘密", "秘密＊", "密级：机密", "密级: 秘密级", "  秘密  ", "机密件",
        "机密（5年）", "前文\n机密\n后文", "机密1年", "秘密 10 年", "前文\n绝密\n后文", "秘\u200b密★", "机密★启用前",
    ],
)  # fmt: skip
def test_marks_of_secrecy(text: str) -> None:
    assert secret_mark([text]) is not None


@pytest.mark.parametrize(
    "text",
    [
        "不得泄露国家秘密、商业秘密。", "做好保密审查", "★ 重点活动", "秘密级文件的管理办法解读", "保守国家秘密是公民的义务。", "泄露国家秘密3年以下有期徒刑", "依法保护商业秘密、个人隐私", "密级：公开", "密级：无",
        "揭开自来水的秘密", "商业秘密 10 年保护期", "工作秘密5年", "机密性、完整性", "秘密花园★★★★★"[:4], "",
    ],
)  # fmt: skip
def test_words_that_are_no_mark(text: str) -> None:
    assert secret_mark([text]) is None


def test_a_mark_is_found_at_any_depth() -> None:
    data = {"title": "公告", "blocks": [{"rows": [["一", ["二", {"note": "机密★3年"}]]]}]}
    assert secret_mark(texts_in(data)) == "机密★"
