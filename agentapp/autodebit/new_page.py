"""The page on which a payer gives a mandate: what is asked, and what it will cost."""

from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from agentapp.accounts.models import User
from agentapp.autodebit import consent, payers
from agentapp.autodebit.expected import Purse, expected
from agentapp.autodebit.forms import MandateForm, usual_cap
from agentapp.autodebit.gateways import gateway
from agentapp.autodebit.models import USUAL_DEBIT_DAY
from agentapp.core.clock import today
from agentapp.core.errors import FieldError, NotFound
from agentapp.core.money import Rupiah, format_rupiah
from agentapp.core.period import Month
from agentapp.workers.models import Worker


class NewPage:
    """The form of one payer: a worker at the agent's phone, or the sponsor who reads it (`worker` is None).

    `cost`: what next month asks of the payer. Raises NotFound for who pays for nobody.
    """

    def __init__(self, session: Session, actor: User, worker: Worker | None, form: MandateForm) -> None:
        code = None if worker else payers.code_of(session, actor)
        if worker is None and code is None:
            raise NotFound
        self.payer, self.worker, self.form = actor, worker, form
        self.month = Month.of(today()) + 1
        self.cost: Rupiah = expected(session, Purse(worker, code), self.month)

    @classmethod
    def fresh(cls, session: Session, actor: User, worker: Worker | None) -> "NewPage":
        """Nothing typed yet: the bank in use, the usual day, a cap a little above what a month costs."""
        page = cls(session, actor, worker, MandateForm())
        page._offer(
            bank=gateway().code,
            holder=(worker or actor).name,
            cap=format_rupiah(usual_cap(page.cost)).removeprefix("Rp"),
            debit_day=USUAL_DEBIT_DAY,
            last_month="",
        )
        return page

    @property
    def worker_id(self) -> UUID | None:
        return self.worker.id if self.worker else None

    def _offer(self, **values: Any) -> None:
        for name, value in values.items():
            self.form[name].data = value

    def ask(self, status: int = 200) -> ResponseReturnValue:
        """The form, with everything typed."""
        return render_template("autodebit/new.html", page=self, form=self.form, text=consent.CURRENT), status

    def refuse(self, error: FieldError) -> ResponseReturnValue:
        """The form, with what a rule or the bank found wrong beside its field."""
        self.form.take(error)
        return self.ask(error.status)
