"""The offices of the demo and who works there: those of the sign-in page, and some beside them."""

from dataclasses import dataclass

from agentapp.accounts.permissions import Role

SOLOK, MAMUJU = "SLK", "MMJ"
SERVED = {
    SOLOK: ("13.02", "13.03", "13.10", "13.11", "13.72", "13.73"),
    MAMUJU: ("76.01", "76.02", "76.03", "76.04", "76.05", "76.06"),
}
NAMES = {SOLOK: "Solok", MAMUJU: "Mamuju"}
AGENCY_OFFICES = {
    "Perisai Lansek Manih": SOLOK,
    "Perisai Bareh Solok": SOLOK,
    "Perisai Manakarra": MAMUJU,
}
LANSEK_MANIH, BAREH_SOLOK, MANAKARRA = AGENCY_OFFICES


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody's place. `key` is the e-mail of those who may sign in, else a nickname."""

    key: str
    role: Role
    name: str
    branch: str = ""
    office: str = ""
    home_district: str | None = None

    @property
    def email(self) -> str | None:
        return self.key if "@" in self.key else None


POSTS = (
    Post("admin@demo.id", Role.ADMIN, "Hendri Yusman"),
    Post("supervisor@demo.id", Role.SUPERVISOR, "Yulia Rahmadani", SOLOK),
    Post("supervisor2@demo.id", Role.SUPERVISOR, "Zulfahmi Koto", SOLOK),
    Post("supervisor3@demo.id", Role.SUPERVISOR, "Hasriani Dahlan", MAMUJU),
    Post("agen@demo.id", Role.AGENT, "Rosmanidar Caniago", SOLOK, LANSEK_MANIH, "13.03.06"),
    Post("agen2@demo.id", Role.AGENT, "Afrizal Tanjung", SOLOK, LANSEK_MANIH, "13.03.04"),
    Post("lubuk-tarok", Role.AGENT, "Nurbaiti Piliang", SOLOK, LANSEK_MANIH, "13.03.07"),
    Post("sumpur-kudus", Role.AGENT, "Mawardi Sikumbang", SOLOK, LANSEK_MANIH, "13.03.09"),
    Post("tanjung-gadang", Role.AGENT, "Desmawati Jambak", SOLOK, LANSEK_MANIH, "13.03.03"),
    Post("koto-vii", Role.AGENT, "Riski Ramadhani", SOLOK, LANSEK_MANIH, "13.03.08"),
    Post("sawahlunto", Role.AGENT, "Ermawati Guci", SOLOK, BAREH_SOLOK, "13.73.01"),
    Post("solok", Role.AGENT, "Yusrizal Melayu", SOLOK, BAREH_SOLOK, "13.72.01"),
    Post("majene", Role.AGENT, "Muhlis Rahim", MAMUJU, MANAKARRA, "76.05.01"),
    Post("mamuju", Role.AGENT, "Jumriah Saleh", MAMUJU, MANAKARRA, "76.02.01"),
    Post("sponsor@demo.id", Role.SPONSOR, "Dewi Anggraini"),
    Post("sponsor2@demo.id", Role.SPONSOR, "Fauzi Effendi"),
    Post("pemda@demo.id", Role.FUND_OFFICER, "Irwan Basri"),
)
LEFT, SUCCESSOR = "lubuk-tarok", "agen2@demo.id"
"""An agent who stopped, and who took the work over."""


def post(key: str) -> Post:
    """The place of one person."""
    return next(each for each in POSTS if each.key == key)
