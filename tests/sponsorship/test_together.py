"""An office that carries together: joined by code, names only with leave, left at any time."""

import pytest

from agentapp.sponsorship import together
from agentapp.sponsorship.refusals import AlreadyInGroup, GroupUnknown
from tests.contributions.members import join
from tests.factories import SponsorFactory
from tests.sponsorship.carried import take_on


@pytest.fixture
def colleague(sponsor):
    return SponsorFactory(code="GDG-5678").user


@pytest.fixture
def group(rina):
    return together.make(rina, "Dinas Pendidikan", shows_name=True)


def test_from_making_a_group_to_leaving_it(rina, colleague, worker, signed_in_client):
    take_on(rina, worker)
    mine, theirs = signed_in_client(rina), signed_in_client(colleague)
    form = mine.get("/sponsor/group").form("/sponsor/group").fill(name="Dinas Pendidikan", shows_name=True)
    page = form.submit(status=303).follow()
    code = next(word for word in page.main.split() if word.startswith("KTR-"))

    page = theirs.get("/sponsor/group").form("/members").fill(code=code.lower()).submit(status=303).follow()
    assert page.heading == "Dinas Pendidikan"
    assert worker.first_name in page.main
    assert f"digendong {rina.name}" in page.main
    assert "Rp8.400 untuk Desember 2026" in page.main
    page = page.form("/leave").submit(status=303).follow()
    assert page.heading == "Menggendong bersama rekan"


def test_who_does_not_agree_is_a_colleague_without_a_name(rina, colleague, group, worker, signed_in_client):
    take_on(rina, worker)
    together.join(colleague, group.code, shows_name=False)
    signed_in_client(rina).get("/sponsor/group").form("/name").fill(shows_name=False).submit(status=303)

    page = signed_in_client(colleague).get("/sponsor/group")
    assert "digendong seorang rekan" in page.main
    assert rina.name not in page.main


def test_colleagues_learn_no_more_than_first_name_and_occupation(
    rina, colleague, group, agent, signed_in_client
):
    worker = join(agent, name="Yusmanidar Marajo")
    take_on(rina, worker)
    together.join(colleague, group.code, shows_name=True)
    text = signed_in_client(colleague).get("/sponsor/group").get_data(as_text=True)

    assert "Yusmanidar" in text
    for private in ("Marajo", worker.nik.tail, worker.phone[-6:], worker.address, str(worker.id)):
        assert private not in text


def test_joined_twice_one_is_in_once(colleague, group):
    together.join(colleague, group.code, shows_name=True)
    together.join(colleague, group.code, shows_name=True)

    with pytest.raises(AlreadyInGroup):
        together.make(colleague, "Lain", shows_name=False)


def test_an_unknown_code_is_said_beside_its_field(colleague, group, signed_in_client):
    form = signed_in_client(colleague).get("/sponsor/group").form("/members").fill(code="KTR-99999999")

    assert "tidak ada" in form.submit(status=422).error_of("code")


def test_group_codes_are_not_to_be_guessed(colleague, group, signed_in_client):
    for _ in range(10):
        with pytest.raises(GroupUnknown):
            together.join(colleague, "KTR-99999999", shows_name=False)
    form = signed_in_client(colleague).get("/sponsor/group").form("/members").fill(code=group.code)

    form.submit(status=429)


def test_who_left_sees_nothing_of_it_any_more(rina, colleague, group, worker, signed_in_client):
    together.join(colleague, group.code, shows_name=True)
    take_on(rina, worker)
    together.leave(colleague)
    together.leave(colleague)

    assert worker.first_name not in signed_in_client(colleague).get("/sponsor/group").main
