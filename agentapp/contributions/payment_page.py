"""The two pages of recording a payment: what is asked, and what was understood."""

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from agentapp.contributions.collecting import being_collected
from agentapp.contributions.forms import PaymentForm
from agentapp.contributions.models import PaymentChannel
from agentapp.contributions.plan import Plan, plan_payment
from agentapp.contributions.service import MoneyReceived, check_day, offer
from agentapp.contributions.words import month_span
from agentapp.core.clock import today
from agentapp.core.db import sessions
from agentapp.core.errors import FieldError
from agentapp.core.money import format_rupiah
from agentapp.core.period import Month
from agentapp.places.registry import zone_of
from agentapp.programmes.rulebook import current_rulebook
from agentapp.workers.models import Worker


class PaymentPage:
    """The form for one worker, with what each number of months would settle and cost."""

    def __init__(self, worker: Worker, form: PaymentForm) -> None:
        self.worker = worker
        self.form = form
        self.plans = self._plans()
        form.months.choices = [
            SelectChoice(str(count), ngettext("%(num)d bulan", "%(num)d bulan", count))
            for count in self.plans
        ]

    @classmethod
    def fresh(cls, worker: Worker) -> "PaymentPage":
        """Nothing typed yet: cash today, for as many months as were chosen at the enrolment if that is possible."""
        page = cls(worker, PaymentForm(channel=PaymentChannel.CASH.value))
        page.form.received_on.data = page.today.isoformat()
        page.form.months.data = worker.months if worker.months in page.plans else next(iter(page.plans), None)
        return page

    @property
    def today(self) -> date:
        return today(zone_of(self.worker.village_code))

    @property
    def confirmed(self) -> bool:
        """Whether the person has seen the months and the sum."""
        return self.form.first.data is not None and self.form.amount.data is not None

    def _plans(self) -> dict[int, Plan]:
        day = self._day()
        periods = current_rulebook(sessions()).terms(Month.of(day)).periods
        longest = plan_payment(sessions(), self.worker, max(periods), day)
        return {count: longest.shorter(count) for count in periods if count <= len(longest.months)}

    def _day(self) -> date:
        """The day stated, or today where none was, or an impossible one."""
        stated = self.form.received_on.value
        try:
            check_day(self.worker, stated or self.today)
        except FieldError:
            return self.today
        return stated or self.today

    def money(self) -> MoneyReceived:
        """What the form says, once it is valid and confirmed."""
        form = self.form
        assert form.first.data is not None
        assert form.amount.data is not None
        return MoneyReceived(
            channel=PaymentChannel(form.channel.data),
            reference=form.reference.data or "",
            received_on=form.received_on.value,
            months=form.months.data,
            first=form.first.data,
            amount=form.amount.data,
        )

    def ask(self, status: int = 200) -> ResponseReturnValue:
        """The form, with everything typed."""
        hints = {
            str(count): f"{month_span(plan)} · {format_rupiah(plan.total)}"
            for count, plan in self.plans.items()
        }
        text = render_template(
            "contributions/payment.html",
            worker=self.worker,
            form=self.form,
            hints=hints,
            today=self.today,
            collecting=being_collected(sessions(), self.worker),
        )
        return text, status

    def check(self, status: int = 200) -> ResponseReturnValue:
        """What was understood, to be confirmed; the form again where a rule refuses it."""
        try:
            plan = offer(sessions(), self.worker, self.form.months.data, self.form.received_on.value)
        except FieldError as error:
            return self.refuse(error)
        self.form.first.data, self.form.amount.data = plan.first, plan.total
        text = render_template(
            "contributions/payment_check.html", worker=self.worker, form=self.form, plan=plan
        )
        return text, status

    def refuse(self, error: FieldError) -> ResponseReturnValue:
        """The form, with what a rule found wrong beside its field."""
        self.form.take(error)
        return self.ask(error.status)
