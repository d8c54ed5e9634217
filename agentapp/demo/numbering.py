"""Numbers to say on the telephone."""

from agentapp.demo.chance import Chance
from agentapp.enrolment.service import NUMBER_ALPHABET


class Numbers:
    """Numbers of applications and receipts, as the app makes them, none twice."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._given: set[str] = set()

    def next(self) -> str:
        while True:
            mixed = "".join(self._chance.choices(NUMBER_ALPHABET, k=8))
            number = f"{mixed[:4]}-{mixed[4:]}"
            if number not in self._given:
                self._given.add(number)
                return number
