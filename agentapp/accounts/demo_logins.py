"""The people of a demo instance, whom its sign-in page names. Synthetic."""

from dataclasses import dataclass

from agentapp.accounts.permissions import Role

DEMO_PASSWORD = "gendong-demo"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """`place` is the branch or region that the person works for; empty where there is none."""

    email: str
    role: Role
    place: str


DEMO_LOGINS = (
    DemoLogin("agen@demo.id", Role.AGENT, "Solok"),
    DemoLogin("agen2@demo.id", Role.AGENT, "Solok"),
    DemoLogin("supervisor@demo.id", Role.SUPERVISOR, "Solok"),
    DemoLogin("supervisor2@demo.id", Role.SUPERVISOR, "Solok"),
    DemoLogin("supervisor3@demo.id", Role.SUPERVISOR, "Mamuju"),
    DemoLogin("sponsor@demo.id", Role.SPONSOR, ""),
    DemoLogin("sponsor2@demo.id", Role.SPONSOR, ""),
    DemoLogin("pemda@demo.id", Role.FUND_OFFICER, "Kabupaten Sijunjung"),
    DemoLogin("admin@demo.id", Role.ADMIN, ""),
)
