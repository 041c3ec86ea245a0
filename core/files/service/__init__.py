"""What the files room does for its pages and, through `core.api`, for plugins."""

from core.files.service.blocks import file_block, image_block, picture_blocks
from core.files.service.consents import add_consent, answer, consent_scan, consents, withdraw_consent
from core.files.service.judging import blockers, copies, erase_copies, photo_rule, stops
from core.files.service.keeping import FIELDS, purge
from core.files.service.library import (
    EDIT,
    KINDS,
    MOST_ATTACHED,
    SEE,
    add_file,
    delete_file,
    drawer,
    item,
    items,
    may_edit,
    may_use,
    pictures_of,
    replace_file,
    save_caption,
    sees,
    waiting,
)

__all__ = [
    "EDIT",
    "FIELDS",
    "KINDS",
    "MOST_ATTACHED",
    "SEE",
    "add_consent",
    "add_file",
    "answer",
    "blockers",
    "consent_scan",
    "consents",
    "copies",
    "delete_file",
    "drawer",
    "erase_copies",
    "file_block",
    "image_block",
    "item",
    "items",
    "may_edit",
    "may_use",
    "photo_rule",
    "picture_blocks",
    "pictures_of",
    "purge",
    "replace_file",
    "save_caption",
    "sees",
    "stops",
    "waiting",
    "withdraw_consent",
]
