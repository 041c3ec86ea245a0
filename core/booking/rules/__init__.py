"""Pure decisions about places. Standard library only: snapshots in, verdicts out."""

from __future__ import annotations

from core.booking.rules.counter import refuse_landline as refuse_landline
from core.booking.rules.counter import sought as sought
from core.booking.rules.door import Asked as Asked
from core.booking.rules.door import read_asked as read_asked
from core.booking.rules.door import seen_at_once as seen_at_once
from core.booking.rules.draw import Drawn as Drawn
from core.booking.rules.draw import Lot as Lot
from core.booking.rules.draw import commitment_of as commitment_of
from core.booking.rules.draw import digest_of as digest_of
from core.booking.rules.draw import draw as draw
from core.booking.rules.draw import list_of as list_of
from core.booking.rules.draw import read_lots as read_lots
from core.booking.rules.draw import refuse_draw as refuse_draw
from core.booking.rules.draw import seed_of as seed_of
from core.booking.rules.line import Filled as Filled
from core.booking.rules.line import Offer as Offer
from core.booking.rules.line import Waiting as Waiting
from core.booking.rules.line import fill as fill
from core.booking.rules.offers import offer_until as offer_until
from core.booking.rules.quotas import CATEGORY as CATEGORY
from core.booking.rules.quotas import POOL as POOL
from core.booking.rules.quotas import RECOMMENDED as RECOMMENDED
from core.booking.rules.quotas import Places as Places
from core.booking.rules.quotas import choose as choose
from core.booking.rules.quotas import largest_party as largest_party
from core.booking.rules.quotas import quota_for as quota_for
from core.booking.rules.quotas import refuse_quotas as refuse_quotas
from core.booking.rules.windows import Verdict as Verdict
from core.booking.rules.windows import booking_number as booking_number
from core.booking.rules.windows import refuse_cancel as refuse_cancel
from core.booking.rules.windows import refuse_sessions as refuse_sessions
from core.booking.rules.windows import refuse_start as refuse_start
from core.booking.rules.windows import refuse_window as refuse_window
from core.booking.rules.windows import same_number as same_number
