"""`flask users add`."""

import json
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from agentapp.accounts.models import AccountEvent, User
from agentapp.accounts.permissions import Role
from tests.factories import BranchFactory

PERSON = ("--email", "siti@contoh.id", "--name", "Siti Nurbaya")


@pytest.fixture
def add(app, session):
    def add(*arguments):
        session.commit()
        return app.test_cli_runner().invoke(args=["users", "add", *arguments])

    return add


def test_it_prints_the_key_and_the_link_as_json(add, client, session):
    result = add("--role", "sponsor", *PERSON, "--json")

    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert set(told) == {"id", "setup_link"}
    assert session.get(User, UUID(told["id"])).name == "Siti Nurbaya"
    assert told["setup_link"].startswith("http://127.0.0.1:8000/setup/")
    client.get(urlsplit(told["setup_link"]).path, status=200)


def test_without_json_it_prints_a_line_each(add):
    assert add("--role", "admin", *PERSON).stdout.splitlines()[1].startswith("setup_link: http")


def test_a_field_role_is_put_into_the_branch_with_that_code(add, session):
    branch = BranchFactory()

    add("--role", "agent", *PERSON, "--branch", "slk", "--phone", "0812 3456 7890")

    user = session.query(User).one()
    assert (user.role, user.branch_id, user.phone) == (Role.AGENT, branch.id, "+6281234567890")


def test_nobody_is_named_as_the_one_who_did_it(add, session):
    add("--role", "admin", *PERSON)

    assert {event.by_id for event in session.query(AccountEvent)} == {None}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--role", "agent", *PERSON), 1, "Pilih kantor cabang."),
        (("--role", "agent", *PERSON, "--branch", "XXX"), 1, "Tidak ada kantor cabang"),
        (("--role", "sponsor", "--email", "siti@", "--name", "Siti"), 1, "email"),
        (("--role", "sponsor", "--name", "Siti"), 1, "Isi email atau nomor telepon."),
        (("--role", "king", *PERSON), 2, "king"),
        (("--role", "sponsor", "--email", "siti@contoh.id"), 2, "--name"),
    ],
)
def test_what_is_wrong_ends_it_with_a_sentence_and_no_person(add, session, arguments, code, said):
    result = add(*arguments)

    assert result.exit_code == code
    assert said in result.stderr
    assert session.query(User).count() == 0


def test_an_address_in_use_is_refused(add):
    add("--role", "sponsor", *PERSON)

    assert "sudah dipakai" in add("--role", "admin", *PERSON).stderr


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_person_has_a_name_that_fits(add, session, name):
    result = add("--role", "admin", "--email", "siti@contoh.id", "--name", name, "--json")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert session.query(User).count() == 0
