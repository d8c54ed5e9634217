"""An application with its history, as rows: each move is one that the lifecycle allows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from agentapp.core.lifecycle import Lifecycle
from agentapp.demo.chance import Chance
from agentapp.demo.rows import Rows
from agentapp.enrolment.answers import Answers
from agentapp.enrolment.models import Enrolment, EnrolmentMove, EnrolmentState, Flag, ReturnReason

_LIFE: Lifecycle[EnrolmentState] = Enrolment.lifecycle


class Dossier:
    """One application: moves are made in the order they happened, then it is filed.

    `author` sent it; `agent` looks after it now.
    """

    def __init__(self, chance: Chance, number: str, answers: Answers, agent: UUID, branch: UUID) -> None:
        self.id = chance.uuid()
        self.answers = answers
        self.moves: list[dict[str, Any]] = []
        self.flags: list[Flag] = []
        self._chance = chance
        self._number = number
        self.agent = self.author = agent
        self.branch = branch
        self._facts: dict[str, Any] = {
            "decided_by_id": None,
            "decided_at": None,
            "returned_by_id": None,
            "worker_id": None,
        }

    @property
    def state(self) -> EnrolmentState:
        """Where the last move led."""
        state: EnrolmentState = self.moves[-1]["target"]
        return state

    @property
    def worker_id(self) -> UUID | None:
        """Whom the approval made a worker."""
        worker_id: UUID | None = self._facts["worker_id"]
        return worker_id

    def submit(self, at: datetime, digest: str = "") -> None:
        """Received from its author; `digest` where another content than the present one came first."""
        self._note(
            "submit", None, EnrolmentState.SUBMITTED, self.author, at, digest=digest or self.answers.digest
        )
        self._facts.update(received_at=at, waiting_since=at)

    def send_back(
        self, by: UUID, at: datetime, reason: ReturnReason, note: str, notes: dict[str, str]
    ) -> None:
        self._move("send_back", by, at, note=note, reason=reason, field_notes=notes)
        self._facts["returned_by_id"] = by

    def send_again(self, at: datetime) -> None:
        self._move("send_again", self.author, at, note="", digest=self.answers.digest)
        self._facts["waiting_since"] = at

    def approve(self, by: UUID, at: datetime, worker_id: UUID) -> None:
        self._move("approve", by, at, note="")
        self._facts.update(decided_by_id=by, decided_at=at, worker_id=worker_id)

    def reject(self, by: UUID, at: datetime, reason: ReturnReason, note: str) -> None:
        self._move("reject", by, at, note=note, reason=reason)
        self._facts.update(decided_by_id=by, decided_at=at)

    def withdraw(self, at: datetime) -> None:
        self._move("withdraw", self.author, at, note="")

    def file(self, rows: Rows) -> None:
        """Add the application, its moves and its flags to `rows`."""
        rows.add(
            Enrolment,
            id=self.id,
            number=self._number,
            submission_id=self.answers.submission_id,
            agent_id=self.agent,
            author_id=self.author,
            branch_id=self.branch,
            state=self.state,
            version=len(self.moves),
            is_clean=not self.flags,
            **self.answers.columns(),
            **self._facts,
        )
        for move in self.moves:
            rows.add(EnrolmentMove, **move)
        for flag in self.flags:
            self._add_flag(rows, flag)

    def _add_flag(self, rows: Rows, flag: Flag) -> None:
        rows.add(
            Flag,
            id=self._chance.uuid(),
            enrolment_id=self.id,
            kind=flag.kind,
            score=flag.score,
            detail=flag.detail,
            other_enrolment_id=flag.other_enrolment_id,
            other_worker_id=flag.other_worker_id,
        )

    def _move(self, verb: str, by: UUID, at: datetime, **facts: Any) -> None:
        self._note(verb, self.state, _LIFE.after(verb, self.state), by, at, **facts)

    def _note(
        self,
        verb: str,
        source: EnrolmentState | None,
        target: EnrolmentState,
        by: UUID,
        at: datetime,
        **facts: Any,
    ) -> None:
        blank = {"reason": None, "note": None, "field_notes": None, "digest": None}
        move = {"verb": verb, "source": source, "target": target, "by_id": by, "at": at}
        self.moves.append({"id": self._chance.uuid(), "enrolment_id": self.id, **move, **blank, **facts})
