"""What a supervisor sees of the agents' phones."""

from datetime import timedelta

from agentapp.core.clock import now
from tests.factories import AgentFactory, MamujuFactory, SupervisorFactory
from tests.factories.intake import PhoneFactory


def test_what_is_stuck_comes_first_and_other_branches_are_not_there(session, signed_in_client):
    at_rest, stuck, elsewhere, gone = (
        PhoneFactory(),
        PhoneFactory(
            waiting=3, oldest_at=now() - timedelta(hours=25), clock_error_s=-7200, last_error="quota"
        ),
        PhoneFactory(person=AgentFactory(branch=MamujuFactory()), waiting=1),
        PhoneFactory(last_contact_at=now() - timedelta(days=31)),
    )
    page = signed_in_client(SupervisorFactory()).get("/review").click("HP agen")

    words = page.main
    assert words.index(stuck.person.name) < words.index(at_rest.person.name)
    assert "Tertahan lebih dari sehari" in words
    assert "-120 menit" in words
    assert not [name for name in (elsewhere.person.name, gone.person.name) if name in words]


def test_a_phone_with_something_new_to_send_is_not_stuck(session, signed_in_client):
    PhoneFactory(waiting=1, oldest_at=now() - timedelta(hours=1), storage_used=3, storage_quota=4)
    words = signed_in_client(SupervisorFactory()).get("/review/phones").main

    assert "Tertahan" not in words
    assert "75 %" in words
