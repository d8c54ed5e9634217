"""Debits of the demo: announced some days ago, to be sent on the next day on which banks work, and next month again.

None of them has been sent: what the bank did, its own book says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from uuid import UUID

from agentapp.autodebit.attempts import Attempt, AttemptItem, AttemptMove, AttemptState
from agentapp.autodebit.models import MandateLine
from agentapp.autodebit.notices import debit_ahead
from agentapp.autodebit.timing import banking_day
from agentapp.contributions.models import Obligation, ObligationState
from agentapp.core.lifecycle import Lifecycle
from agentapp.core.outbox import Recipient
from agentapp.core.outbox_entry import EntryState, OutboxEntry
from agentapp.core.period import Month
from agentapp.demo.chance import Chance
from agentapp.demo.rows import Rows
from agentapp.demo.timeline import at

TOLD_DAYS_AGO = 4
REVOKED = "mandate revoked"
_LIFE: Lifecycle[AttemptState] = Attempt.lifecycle


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the demo's debits are made: `soonest` for the month it lies in, and the debit days of the month after."""

    today: date
    soonest: date

    @classmethod
    def of(cls, today: date) -> Self:
        return cls(today, banking_day(today + timedelta(days=1)))

    def days(self, debit_day: int) -> Iterator[tuple[Month, date]]:
        """The months to debit under a mandate with this debit day, each with its day; only months that were raised."""
        month = Month.of(self.soonest)
        yield month, self.soonest
        if month == Month.of(self.today):
            yield month + 1, banking_day((month + 1).first_day.replace(day=debit_day))


@dataclass(slots=True)
class _Debit:
    """What a notice needs to know of a debit."""

    reference: str
    month: Month
    amount: int
    scheduled_on: date


class Announcements:
    """Writes debits down that were announced, with what was told."""

    def __init__(self, rows: Rows, chance: Chance, calendar: Calendar) -> None:
        self._rows = rows
        self._chance = chance
        self._calendar = calendar
        self._told_at = at(calendar.today - timedelta(days=TOLD_DAYS_AGO), 9)

    def announce(self, mandate: dict[str, Any], owed: list[dict[str, Any]], to: Recipient) -> None:
        """The debits for the months of `owed` that the calendar knows; cancelled if the mandate was revoked since."""
        for month, day in self._calendar.days(mandate["debit_day"]):
            months = [each for each in owed if each["month"] == month]
            if months:
                attempt = self._attempt(mandate, months, day)
                self._fill(attempt, months)
                self._tell(attempt, to)

    def _attempt(self, mandate: dict[str, Any], owed: list[dict[str, Any]], day: date) -> dict[str, Any]:
        month, ended_at = owed[0]["month"], mandate["ended_at"]
        self._carry(mandate, owed)
        return self._rows.add(
            Attempt,
            id=self._chance.uuid(),
            reference=f"{month.year % 100:02d}{month.number:02d}{mandate['serial']}01",
            mandate_id=mandate["id"],
            gateway=mandate["gateway"],
            month=month,
            number=1,
            amount=sum(each["amount"] for each in owed),
            state=AttemptState.CANCELLED if ended_at else AttemptState.NOTIFIED,
            scheduled_on=day,
            notified_at=self._told_at,
            ended_at=ended_at,
        )

    def _fill(self, attempt: dict[str, Any], owed: list[dict[str, Any]]) -> None:
        """Its months, and its history."""
        ended_at = attempt["ended_at"]
        self._move(attempt["id"], "notify", AttemptState.SCHEDULED, self._told_at)
        if ended_at:
            self._move(attempt["id"], "cancel", AttemptState.NOTIFIED, ended_at, REVOKED)
        for each in owed:
            self._rows.add(
                AttemptItem,
                attempt_id=attempt["id"],
                obligation_id=each["id"],
                amount=each["amount"],
                stands=not ended_at,
            )

    def _move(
        self, attempt_id: UUID, verb: str, source: AttemptState, moment: datetime, note: str = ""
    ) -> None:
        self._rows.add(
            AttemptMove,
            id=self._chance.uuid(),
            attempt_id=attempt_id,
            verb=verb,
            source=source,
            target=_LIFE.after(verb, source),
            at=moment,
            code="",
            note=note,
        )

    def _carry(self, mandate: dict[str, Any], owed: list[dict[str, Any]]) -> None:
        """The lines of the mandate: whom it pays for, since when."""
        known = {(line["mandate_id"], line["worker_id"]) for line in self._rows.of(MandateLine)}
        for each in owed:
            if (mandate["id"], each["worker_id"]) not in known:
                self._rows.add(
                    MandateLine,
                    mandate_id=mandate["id"],
                    worker_id=each["worker_id"],
                    first_month=each["month"],
                    added_on=self._told_at.date(),
                )

    def _tell(self, attempt: dict[str, Any], to: Recipient) -> None:
        """The notice lies in the outbox, for the first worker that runs to send."""
        debit = _Debit(*(attempt[name] for name in ("reference", "month", "amount", "scheduled_on")))
        notice = debit_ahead(debit, "id", to)
        self._rows.add(
            OutboxEntry,
            id=self._chance.uuid(),
            key=notice.key,
            kind=notice.kind,
            language=notice.language,
            prefers=notice.prefers,
            email=to.email,
            phone=to.phone,
            subject=notice.subject,
            text=notice.text,
            state=EntryState.WAITING,
            put_at=self._told_at,
            send_after=self._told_at,
        )


def owed_by(rows: Rows) -> dict[UUID | str | None, list[dict[str, Any]]]:
    """The months that are due, by the code of who carries them, or by the worker who pays alone."""
    found: dict[UUID | str | None, list[dict[str, Any]]] = {}
    for owed in rows.of(Obligation):
        if owed["state"] == ObligationState.DUE:
            found.setdefault(owed["payer_code"] or owed["worker_id"], []).append(owed)
    return found
