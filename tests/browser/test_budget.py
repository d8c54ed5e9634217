"""The enrolment form on a slow phone: 400 ms round trip, 400 kbit/s, a processor four times slower."""

from agentapp.enrolment.models import EnrolmentState
from tests.browser.network import Cost, SlowPhone
from tests.factories import AgentFactory, EnrolmentFactory
from tests.support.findings import MEASURED
from tests.support.live import making

FIRST_BYTES = 40_000
LATER_BYTES = 12_000


def test_the_enrolment_form_is_light_and_does_not_jump(visit, sqlite_site, record_property):
    with making(sqlite_site):
        agent = AgentFactory()
        EnrolmentFactory(agent=agent, state=EnrolmentState.SUBMITTED)
    visitor = visit(sqlite_site)
    visitor.sign_in(agent.email or "")
    fresh = visit(sqlite_site)
    fresh.context.add_cookies(visitor.context.cookies())
    phone = SlowPhone(fresh.page)

    first = phone.visit("/enrolments/new")
    later = phone.visit("/enrolments/new")
    for name, cost, budget in (("first visit", first, FIRST_BYTES), ("later visit", later, LATER_BYTES)):
        record_property(MEASURED, line(name, cost, budget))
        print(
            "  "
            + ", ".join(f"{name} {size}" for name, size in sorted(first.files.items(), key=lambda it: -it[1]))
        )

    assert first.bytes <= FIRST_BYTES
    assert later.bytes <= LATER_BYTES
    assert not [*first.shifts, *later.shifts]


def line(name: str, cost: Cost, budget: int) -> str:
    return (
        f"enrolment form, {name}: {cost.bytes} bytes over the wire (at most {budget}) in {len(cost.files)} files, "
        f"{cost.at_rest} more at rest, "
        f"painted {cost.painted_ms / 1000:.2f} s, usable {cost.usable_ms / 1000:.2f} s, shift {cost.layout_shift:.3f}"
    )
