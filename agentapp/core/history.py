"""Tables that only grow: the database itself refuses UPDATE and DELETE on them.

The migrations create the triggers; this list is what a house test compares them with.
"""

APPEND_ONLY = (
    "account_events",
    "attempt_moves",
    "batch_moves",
    "enrolment_moves",
    "fund_bill_moves",
    "fund_moves",
    "hand_outs",
    "intake_held_moves",
    "intake_receipts",
    "ledger_entries",
    "mandate_moves",
    "payer_changes",
    "payment_code_moves",
    "review_events",
    "sponsorship_moves",
    "worker_events",
)

PUBLISHED = ("relief_rules", "tariffs", "terms")
"""Tables whose rows stay as they were published: guarded likewise, but a relief may be ended, once."""
