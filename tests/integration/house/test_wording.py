"""Codes into sentences, counted ones too."""

from __future__ import annotations

from flask import Flask

from core.base.wording import Counted, phrase


def test_a_sentence_is_told_for_its_number(app: Flask) -> None:
    words = {1: "one attempt left", 2: "two attempts left"}
    app.extensions["yangguang"].messages["sample_left"] = Counted("left", lambda n: words[n])
    with app.test_request_context("/en/"):
        assert phrase("sample_left", {"left": 1}) == "one attempt left"
        assert phrase("sample_left", {"left": 2, "other": "x"}) == "two attempts left"


def test_counted_refusals_name_their_number(app: Flask) -> None:
    with app.test_request_context("/zh/"):
        assert phrase("code_wrong", {"left": 4}) == "验证码不对，还可以试 4 次。"
        assert phrase("code_too_soon", {"seconds": 1}) == "刚刚发过一条，请 1 秒后再要。"
        assert phrase("opinions_lookups", {"minutes": 15}) == "查得太频繁了，请 15 分钟以后再查。"
