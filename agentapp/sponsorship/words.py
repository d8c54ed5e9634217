"""What the pages call codes and steps of a sponsorship, in the reader's language."""

from flask_babel import gettext

from agentapp.core.errors import N_
from agentapp.sponsorship.codes import INVITATION_PART

STEPS = {
    "begin": N_("Mulai digendong"),
    "pause": N_("Dijeda"),
    "resume": N_("Digendong lagi"),
    "hand_back": N_("Akan diserahkan kembali"),
    "stop": N_("Berhenti digendong"),
    "finish": N_("Bulan yang dipilih selesai"),
    "give_way": N_("Diteruskan pembayar lain"),
}


def invitation_code(code: str) -> str:
    """`7K2M-XQ94-HTPA`: in parts, as it is read out."""
    return "-".join(code[at : at + INVITATION_PART] for at in range(0, len(code), INVITATION_PART))


def step(verb: str) -> str:
    """`Dijeda`: what a verb of the lifecycle did."""
    return str(gettext(STEPS[verb]))
