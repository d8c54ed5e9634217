"""What a worker does for auto-debit, again and again: each job may run twice, and in several processes at once."""

from agentapp.autodebit.announcing import announce
from agentapp.autodebit.bank_messages import apply_waiting
from agentapp.autodebit.code_steps import tend_codes
from agentapp.autodebit.polling import poll
from agentapp.autodebit.preparing import prepare
from agentapp.autodebit.sending import Sent, send_due
from agentapp.autodebit.timing import Occasion
from agentapp.core.clock import today
from agentapp.programmes.conditions import works


def prepare_debits() -> dict[str, int]:
    """Schedule the debits whose day is near, and tell the payers of each."""
    occasion = Occasion.at_present()
    prepared = prepare(occasion)
    return {"prepared": prepared.debits, "over_cap": prepared.over_cap, "announced": announce(occasion)}


def send_debits() -> dict[str, int]:
    """Send what is due, on days on which banks work; the hours are each payer's own."""
    return told(send_due(Occasion.at_present())) if works(today()) else {}


def ask_banks() -> dict[str, int]:
    """Ask about debits whose fate is unknown, and those that a crash left as sent, when their time has come.

    Then see to the payment codes: give out new ones, look whether they are paid.
    """
    occasion = Occasion.at_present()
    return told(poll(occasion)) | tend_codes(occasion)


def apply_bank_messages() -> dict[str, int]:
    """Apply what banks told us and no process has applied yet."""
    return {"applied": apply_waiting(Occasion.at_present())}


def told(results: dict[Sent, int]) -> dict[str, int]:
    """Of the debits really asked of the bank, how many came to what; `skipped` ones wait or were cancelled."""
    asked = {kind.value: results[kind] for kind in (Sent.SUCCEEDED, Sent.DECLINED, Sent.UNKNOWN)}
    return {"sent": sum(asked.values()), **asked, "skipped": results[Sent.CANCELLED] + results[Sent.SKIPPED]}
