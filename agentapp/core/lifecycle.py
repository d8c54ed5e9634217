"""Which verb leads from which states to which: the table on a model with a state."""

from collections.abc import Collection
from enum import StrEnum
from typing import Generic, TypeVar

from agentapp.core.errors import IllegalMove

State = TypeVar("State", bound=StrEnum)


class Lifecycle(Generic[State]):
    """`Lifecycle(approve=({SUBMITTED}, APPROVED), …)`: the moves there are, by verb."""

    def __init__(self, **moves: tuple[Collection[State], State]) -> None:
        self.moves = moves

    def after(self, verb: str, state: State) -> State:
        """The state that `verb` leads to from `state`. Raises IllegalMove where there is none."""
        sources, target = self.moves[verb]
        if state not in sources:
            raise IllegalMove
        return target

    def allows(self, verb: str, state: State) -> bool:
        return state in self.moves[verb][0]
