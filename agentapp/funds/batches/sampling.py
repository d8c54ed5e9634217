"""Which rows of a batch the branch looks at: by what is odd about them, and at random."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from agentapp.core.bulk import count_anew, write
from agentapp.funds.batches.models import Batch, BatchRow
from agentapp.funds.batches.risks import Risk
from agentapp.funds.batches.samples import BatchSample, SamplingTerms
from agentapp.funds.batches.states import RowState
from agentapp.workers.similarity import LIKELY, same_person_score

RANDOM = "random"
MANY_ON_ONE_PHONE = 4
"""So many people on one number are no family any more. (d)"""
MOST_COMPARED = 50
"""With so many others of one birth date a person is compared, not with all: a list may give everybody the same."""

_PIECE = 1_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row to be looked at, and why."""

    position: int
    reason: str


def terms_of(session: Session, fund_id: UUID) -> SamplingTerms:
    """How much of the fund's batches is looked at; made with the usual shares where nobody has set them."""
    terms = session.get(SamplingTerms, fund_id)
    if terms is None:
        terms = usual_terms(fund_id)
        session.add(terms)
        session.flush()
    return terms


def usual_terms(fund_id: UUID) -> SamplingTerms:
    """The shares where nobody has set any. (d)"""
    return SamplingTerms(
        fund_id=fund_id, risk_percent=20, random_percent=2, least=10, most=200, most_wrong_percent=5
    )


def draw(session: Session, batch: Batch) -> int:
    """Choose the sample of a committed batch; how many rows. Drawn twice, it is the same. Not committed."""
    count_anew(session, BatchRow.__table__)
    terms = terms_of(session, batch.fund_id)
    risky, others = _sorted(session, batch)
    chance = random.Random(batch.id.int)
    by_risk = _share(chance, risky, terms.risk_percent)
    at_random = _share(chance, others, terms.random_percent)
    drawn = {*by_risk, *at_random}
    left = (each for each in (*risky, *others) if each not in drawn)
    more = islice(left, max(0, terms.least - len(drawn)))
    chosen = [*_at_most(terms.most, by_risk, at_random), *more]
    return write(session, BatchSample.__table__, _rows(batch, chosen))


def _at_most(most: int, by_risk: Sequence[Chosen], at_random: Sequence[Chosen]) -> list[Chosen]:
    """What may be looked at. However many have a risk, a quarter is kept for those that look like all others. (d)"""
    room = min(len(at_random), max(most // 4, most - len(by_risk)))
    return [*by_risk[: most - room], *at_random[:room]]


def _rows(batch: Batch, chosen: Sequence[Chosen]) -> Iterator[dict[str, object]]:
    for each in chosen:
        yield {"batch_id": batch.id, "position": each.position, "reason": each.reason, "note": ""}


def _share(chance: random.Random, rows: Sequence[Chosen], percent: int) -> list[Chosen]:
    """So many of every hundred rows, at least one where there is any and any is asked for."""
    count = -(-len(rows) * percent // 100)
    return chance.sample(rows, count)


def _sorted(session: Session, batch: Batch) -> tuple[list[Chosen], list[Chosen]]:
    """The taken rows that have a risk, with the first of them, and those that have none; each in chance's order."""
    shared = _on_shared_phones(session, batch)
    alike = _near_duplicates(session, batch)
    risky: list[Chosen] = []
    others: list[Chosen] = []
    rows = select(BatchRow.position, BatchRow.risks).where(*_taken(batch)).order_by(BatchRow.position)
    for position, risks in session.execute(rows.execution_options(yield_per=_PIECE)):
        found = [*risks, *([Risk.SAME_PHONE] if position in shared else [])]
        found += [Risk.NEAR_DUPLICATE] if position in alike else []
        (risky if found else others).append(Chosen(position, str(found[0]) if found else RANDOM))
    chance = random.Random(batch.id.int)
    chance.shuffle(risky)
    chance.shuffle(others)
    return risky, others


def _taken(batch: Batch) -> tuple[ColumnElement[bool], ...]:
    return BatchRow.batch_id == batch.id, BatchRow.state == RowState.TAKEN


def _on_shared_phones(session: Session, batch: Batch) -> set[int]:
    many = (
        select(BatchRow.phone_hash)
        .where(*_taken(batch), BatchRow.phone_hash.is_not(None))
        .group_by(BatchRow.phone_hash)
        .having(func.count() >= MANY_ON_ONE_PHONE)
    )
    return set(
        session.scalars(select(BatchRow.position).where(*_taken(batch), BatchRow.phone_hash.in_(many)))
    )


def _near_duplicates(session: Session, batch: Batch) -> set[int]:
    """Rows whose person may be another row's: born on the same day, with names that sound alike."""
    by_day: dict[str, list[tuple[int, str, str]]] = {}
    rows = select(BatchRow.position, BatchRow.person).where(*_taken(batch))
    for position, person in session.execute(rows.execution_options(yield_per=_PIECE)):
        by_day.setdefault(person["birth_date"], []).append((position, person["name"], person["mother_name"]))
    return {position for people in by_day.values() for position in _alike(people)}


def _alike(people: Sequence[tuple[int, str, str]]) -> Iterator[int]:
    for at, (position, name, mother) in enumerate(people):
        for other, other_name, other_mother in people[max(0, at - MOST_COMPARED) : at]:
            if same_person_score(name, mother, other_name, other_mother) >= LIKELY:
                yield from (position, other)
