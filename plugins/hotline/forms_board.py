"""Forms of the board."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length


class WallForm(FlaskForm):
    """Where a new wall screen hangs."""

    label = StringField(_l("这块屏放在哪里"), [InputRequired(_l("请写这块屏放在哪里。")), Length(max=40)])
