"""What the publishing room does for the others: `from core.publishing import service`."""

from core.publishing.service.chain import (
    publish,
    publish_verdict,
    record_paper_signature,
    return_to_drafter,
    sign,
    submit,
)
from core.publishing.service.drawing import chain_steps
from core.publishing.service.package import build_package
from core.publishing.service.portal import record_portal
from core.publishing.service.views import (
    all_published,
    document_for,
    document_view,
    list_documents,
    may_act,
    published,
    published_kinds,
    published_list,
    published_versions,
    revision_views,
    waiting_for,
)

__all__ = [
    "all_published",
    "build_package",
    "chain_steps",
    "document_for",
    "document_view",
    "list_documents",
    "may_act",
    "publish",
    "publish_verdict",
    "published",
    "published_kinds",
    "published_list",
    "published_versions",
    "record_paper_signature",
    "record_portal",
    "return_to_drafter",
    "revision_views",
    "sign",
    "submit",
    "waiting_for",
]
