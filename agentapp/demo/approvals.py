"""People whose applications were approved: gathered part by part, let in by the order of their approval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from agentapp.contributions.models import PaymentChannel
from agentapp.core.period import Month
from agentapp.demo.carried import carry
from agentapp.demo.chance import Chance
from agentapp.demo.courses import Course, Entrance
from agentapp.demo.dossiers import Dossier
from agentapp.demo.dues import Debtor, Ledger, Receipt
from agentapp.demo.participants import Participant, Register
from agentapp.demo.posts import post
from agentapp.demo.residents import Resident
from agentapp.demo.returns import corrected
from agentapp.demo.stage import Stage, chance_of
from agentapp.demo.supports import Support
from agentapp.programmes.kinds import Payer
from agentapp.programmes.occupations import sector_of

Paying = Callable[[Entrance], Course]
ROOM_FOR_A_RETURN = timedelta(days=30)
RETURNED_ONCE = 0.05
RECENT = timedelta(days=20)


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval to be carried out: of which application, paid how, when and by whom."""

    dossier: Dossier
    support: Support
    paying: Paying
    at: datetime
    by: UUID


class Approvals:
    """Gathers approvals, then makes workers of them."""

    def __init__(self, stage: Stage, chance: Chance) -> None:
        self._stage = stage
        self._chance = chance
        self._gathered: list[Approval] = []

    def __len__(self) -> int:
        return len(self._gathered)

    def enrol(
        self, agent: str, resident: Resident, support: Support, days: tuple[date, date], paying: Paying
    ) -> None:
        """An agent wrote the resident down on one of the days; a supervisor approved soon after."""
        stage, chance = self._stage, self._chance
        captured_at = stage.timeline.in_the_field(chance, *days)
        dossier = open_dossier(stage, chance, agent, resident, support, captured_at)
        received_at = captured_at + timedelta(minutes=chance.choice((1, 2, 4, 9, 25, 180)))
        branch = post(agent).branch
        if stage.timeline.now - captured_at > ROOM_FOR_A_RETURN and chance.happens(RETURNED_ONCE):
            received_at = corrected(stage, chance, dossier, received_at, branch)
        else:
            dossier.submit(received_at)
        at = stage.timeline.in_the_office(chance, received_at)
        by = stage.supervisor(chance, branch)
        self._gathered.append(Approval(dossier, support, paying, at, by))

    def carry_out(self, register: Register, ledger: Ledger) -> Sequence[Approval]:
        """Let everybody in, oldest approval first; who they were."""
        carried = chance_of("sponsorships")
        done = sorted(self._gathered, key=lambda approval: approval.at)
        for approval in done:
            participant = register.admit(approval.dossier, approval.support.funding, approval.by, approval.at)
            approval.dossier.approve(approval.by, approval.at, participant.id)
            approval.dossier.file(self._stage.rows)
            carry(
                self._stage,
                carried,
                approval.support,
                participant,
                approval.dossier.answers.programmes,
                (approval.by, approval.at),
            )
            self._book(register, ledger, approval, participant)
        return done

    def _book(self, register: Register, ledger: Ledger, approval: Approval, participant: Participant) -> None:
        answers = approval.dossier.answers
        course = approval.paying(Entrance(approval.at, participant.since, answers.months))
        recorder = approval.by if approval.support.payer == Payer.FUND else approval.dossier.agent
        debtor = Debtor(
            worker_id=participant.id,
            income=answers.monthly_income,
            programmes=answers.programmes,
            sector=sector_of(answers.occupation),
            funding=approval.support.funding,
            payer_code=answers.payer_code,
            accepted_at=approval.at,
            recorder=recorder,
        )
        receipts = [self._receipt(approval.support, months, moment) for months, moment in course.paid]
        ledger.book(debtor, course.raised, receipts, course.lapsed)
        if course.renewed is not None:
            since, moment = course.renewed
            register.renew(participant, since, recorder, moment)

    def _receipt(self, support: Support, months: Sequence[Month], received_at: datetime) -> Receipt:
        number = next(self._stage.receipts)
        if support.payer == Payer.FUND:
            return Receipt(months, received_at, PaymentChannel.CODE, f"SP2D-{months[0]}-{number:06d}")
        if support.payer == Payer.SELF and self._chance.happens(0.4):
            return Receipt(months, received_at, PaymentChannel.CASH, f"KWT-{number:06d}")
        return Receipt(months, received_at, PaymentChannel.CODE, f"8210{number * 7919:010d}")


def open_dossier(
    stage: Stage, chance: Chance, agent: str, resident: Resident, support: Support, captured_at: datetime
) -> Dossier:
    """What an agent wrote down at that moment, not sent yet; without photos."""
    answers = stage.scribe(chance).answers(resident, support, captured_at)
    person = stage.person(agent)
    return Dossier(chance, stage.numbers.next(), answers, person, stage.staff.branch_of(agent))
