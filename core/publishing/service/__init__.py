"""What the publishing room does for the others: `from core.publishing import service`."""

from core.publishing.service.chain import (
    publish,
    publish_verdict,
    return_to_drafter,
    sign,
    submit,
)
from core.publishing.service.drawing import chain_steps
from core.publishing.service.kinds import clause_of, owner_of
from core.publishing.service.package import build_package, take_package
from core.publishing.service.paper import record_paper_signature
from core.publishing.service.portal import record_portal
from core.publishing.service.views import (
    all_published,
    document_file,
    document_for,
    document_view,
    is_hidden,
    list_documents,
    may_act,
    public_version,
    public_versions,
    publication_views,
    published,
    published_kinds,
    published_list,
    published_versions,
    returned_to,
    revision_views,
    turn,
    under_way_count,
    waiting_for,
)

__all__ = [
    "all_published",
    "build_package",
    "chain_steps",
    "clause_of",
    "document_file",
    "document_for",
    "document_view",
    "is_hidden",
    "list_documents",
    "may_act",
    "owner_of",
    "public_version",
    "public_versions",
    "publication_views",
    "publish",
    "publish_verdict",
    "published",
    "published_kinds",
    "published_list",
    "published_versions",
    "record_paper_signature",
    "record_portal",
    "return_to_drafter",
    "returned_to",
    "revision_views",
    "sign",
    "submit",
    "take_package",
    "turn",
    "under_way_count",
    "waiting_for",
]
