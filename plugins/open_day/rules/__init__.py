"""Pure decisions of an open day: snapshots in, verdicts out, standard library only.

Every value comes from the campaign's rule pack and is passed in; a rule that is `None` does not apply.
"""

from __future__ import annotations
