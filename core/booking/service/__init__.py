"""Use cases of places and bookings. No Flask here; `actor` and `now` are arguments.

Functions may join a caller's unit of work: a plugin books, queues its message and audits in one commit.
"""

from __future__ import annotations

from core.booking.contracts import ArrivalView as ArrivalView
from core.booking.contracts import BookingView as BookingView
from core.booking.contracts import BookPlace as BookPlace
from core.booking.contracts import EventTerms as EventTerms
from core.booking.contracts import EventView as EventView
from core.booking.contracts import NewQuota as NewQuota
from core.booking.contracts import NewSession as NewSession
from core.booking.contracts import QuotaView as QuotaView
from core.booking.contracts import Recommended as Recommended
from core.booking.contracts import RowFault as RowFault
from core.booking.contracts import SessionView as SessionView
from core.booking.contracts import Standing as Standing
from core.booking.figures import EventFigures as EventFigures
from core.booking.figures import SessionFigures as SessionFigures
from core.booking.figures import figures_of as figures_of
from core.booking.keeping import count_kept as count_kept
from core.booking.keeping import forget_due as forget_due
from core.booking.keeping import forget_event as forget_event
from core.booking.keeping import kept_events as kept_events
from core.booking.service.counter import look_up as look_up
from core.booking.service.counter import reach_counts as reach_counts
from core.booking.service.door import arrivals_of as arrivals_of
from core.booking.service.door import arrive as arrive
from core.booking.service.door import conflicts_of as conflicts_of
from core.booking.service.door import find_by_digits as find_by_digits
from core.booking.service.door import mark_seen as mark_seen
from core.booking.service.door import undo_arrival as undo_arrival
from core.booking.service.door import walk_in as walk_in
from core.booking.service.erasing import erase_person as erase_person
from core.booking.service.events import blank_event as blank_event
from core.booking.service.events import call_off_event as call_off_event
from core.booking.service.events import call_off_session as call_off_session
from core.booking.service.events import enlarge_session as enlarge_session
from core.booking.service.events import event_by_id as event_by_id
from core.booking.service.events import extend_booking as extend_booking
from core.booking.service.events import guess_event as guess_event
from core.booking.service.events import move_session as move_session
from core.booking.service.events import prepare_event as prepare_event
from core.booking.service.events import view_event as view_event
from core.booking.service.events import view_events as view_events
from core.booking.service.finding import booking_for as booking_for
from core.booking.service.finding import booking_numbers as booking_numbers
from core.booking.service.finding import bookings_for as bookings_for
from core.booking.service.finding import bookings_of as bookings_of
from core.booking.service.finding import find_booking as find_booking
from core.booking.service.finding import roster as roster
from core.booking.service.finding import waiting_of as waiting_of
from core.booking.service.held import PLACES as PLACES
from core.booking.service.joining import book_joined as book_joined
from core.booking.service.joining import book_together as book_together
from core.booking.service.lines import end_line as end_line
from core.booking.service.lines import flow_into_pool as flow_into_pool
from core.booking.service.lines import lapse_offers as lapse_offers
from core.booking.service.placing import book_place as book_place
from core.booking.service.placing import place_all as place_all
from core.booking.service.recommended import check_recommended as check_recommended
from core.booking.service.recommended import import_recommended as import_recommended
from core.booking.service.tickets import accept_offer as accept_offer
from core.booking.service.tickets import cancel_booking as cancel_booking
from core.booking.service.tickets import change_booking as change_booking
from core.booking.service.tickets import change_photo_consent as change_photo_consent
from core.booking.service.tickets import change_session as change_session
from core.booking.service.tickets import standing as standing
from core.booking.service.tickets import view_booking as view_booking
from core.booking.service.views import manage_token as manage_token
