"""Files that people hand in: known by content, made safe, kept under their digest, served to whoever may see them.

`received` looks at an upload, `keep` keeps it in a unit of work, `store` does both. `attach` says what a file belongs
to; who may see it is told by the guards on the registry (`allowed`).
"""

from core.base.files.keeping import (
    Incoming,
    OutOfRoom,
    allowed,
    copy_of,
    info,
    infos,
    keep,
    path_of,
    place_of,
    received,
    store,
    text_of,
    withheld,
)
from core.base.files.kinds import FORMATS, LARGEST, LIMITS, MEDIA_TYPES, PICTURES, WIDTHS
from core.base.files.models import FileCopyRow, FileInfo, FileRow, FileTextRow, FileUseRow, Use
from core.base.files.using import (
    attach,
    attached,
    blank,
    copies_of,
    erase,
    remove,
    sweep,
    used_elsewhere,
    uses,
)

__all__ = [
    "FORMATS",
    "LARGEST",
    "LIMITS",
    "MEDIA_TYPES",
    "PICTURES",
    "WIDTHS",
    "FileCopyRow",
    "FileInfo",
    "FileRow",
    "FileTextRow",
    "FileUseRow",
    "Incoming",
    "OutOfRoom",
    "Use",
    "allowed",
    "attach",
    "attached",
    "blank",
    "copies_of",
    "copy_of",
    "erase",
    "info",
    "infos",
    "keep",
    "path_of",
    "place_of",
    "received",
    "remove",
    "store",
    "sweep",
    "text_of",
    "used_elsewhere",
    "uses",
    "withheld",
]
