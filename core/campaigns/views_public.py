"""The public page of a campaign itself: what it is, what happens, who takes part."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template

from core.base.access import open_to_all
from core.campaigns import service
from core.campaigns.activity_lines import activity_lines, department_names

public = Blueprint("campaigns_public", __name__, template_folder="templates")


@public.get("/c/<campaign>/about")
@open_to_all
def about() -> Any:
    """关于本届活动."""
    file = service.campaign_file(g.campaign.slug)
    names = department_names()
    return render_template(
        "campaigns/about.html",
        file=file,
        activities=activity_lines(file, names),
        units=[names[i] for i in file.department_ids if i in names],
        host=names.get(file.host_department_id or 0, ""),
    )
