"""What the delivery room does: hand messages over, show them, keep people's choices."""

from __future__ import annotations

from core.delivery.service.acts import call_instead as call_instead
from core.delivery.service.acts import calls as calls
from core.delivery.service.acts import drop as drop
from core.delivery.service.acts import outbox as outbox
from core.delivery.service.acts import record_call as record_call
from core.delivery.service.acts import send_again as send_again
from core.delivery.service.acts import stuck as stuck
from core.delivery.service.acts import test_sms as test_sms
from core.delivery.service.choices import choosable_kinds as choosable_kinds
from core.delivery.service.choices import last_test as last_test
from core.delivery.service.choices import own_choice as own_choice
from core.delivery.service.choices import save_choice as save_choice
from core.delivery.service.choices import send_test as send_test
from core.delivery.service.choices import staff_way as staff_way
from core.delivery.service.gateways import LANES as LANES
from core.delivery.service.gateways import gateway_of as gateway_of
from core.delivery.service.gateways import states as gateway_states
from core.delivery.service.gateways import ways as ways
from core.delivery.service.keeping import forget_choices as forget_choices
from core.delivery.service.keeping import forget_person as forget_person
from core.delivery.service.keeping import forget_sent as forget_sent
from core.delivery.service.keeping import late_by as late_by
from core.delivery.service.keeping import messages_of as messages_of
from core.delivery.service.keeping import plan_day as plan_day
from core.delivery.service.keeping import stuck_counts as stuck_counts
from core.delivery.service.keeping import words_kept_until as words_kept_until
from core.delivery.service.sending import deliver_one as deliver_one
from core.delivery.service.sending import free_lost as free_lost

__all__ = ["gateway_states"]
