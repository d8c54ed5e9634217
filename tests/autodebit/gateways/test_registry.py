"""Which bank is in use, and how a wrong setting stops the start with one line that names it."""

import re
from functools import partial

import pytest

from agentapp.autodebit import gateways
from agentapp.autodebit.gateways.snap_settings import SnapSettings
from agentapp.autodebit.simulator.keys import SimulatorKeys
from agentapp.config import ConfigurationError, KeptSecrets
from tests.autodebit.gateways.debits import settings, snap_environment
from tests.support.crowd import at_once


def why_it_stops(call):
    """The one line that is said."""
    with pytest.raises(ConfigurationError) as stop:
        call()
    (line,) = str(stop.value).splitlines()
    return line


def test_the_simulator_is_the_bank_unless_told(tmp_path):
    opened = gateways.open_bank(settings(tmp_path))

    assert opened.code == "simulator"
    opened.close()


def test_a_bank_that_is_not_on_the_list_stops_the_start(tmp_path):
    said = why_it_stops(lambda: gateways.open_bank(settings(tmp_path, BANK_GATEWAY="x")))

    assert "BANK_GATEWAY: must be one of batchfile, simulator; it is 'x'" in said


def test_production_has_no_simulator_and_without_a_choice_the_files(tmp_path):
    live = settings(tmp_path, APP_ENV="production")

    assert gateways.open_bank(live).code == "batchfile"
    chosen = settings(tmp_path, APP_ENV="production", BANK_GATEWAY="simulator")
    said = why_it_stops(lambda: gateways.open_bank(chosen))
    assert "BANK_GATEWAY: the simulator takes no real money" in said


def test_the_files_lie_where_the_setting_says(tmp_path):
    bank = gateways.open_bank(settings(tmp_path, BANK_GATEWAY="batchfile", BANK_FOLDER=str(tmp_path / "x")))
    challenge = bank.begin_binding("8801000001", "Siti", "B1")

    assert bank.finish_binding(challenge, "SK-1").tail == "0001"


def test_the_bank_in_use_is_the_one_put_in_use(monkeypatch):
    monkeypatch.setattr(gateways, "_current", None)
    with pytest.raises(RuntimeError):
        gateways.gateway()
    bank = object()
    gateways.use_gateway(bank)

    assert gateways.gateway() is bank


@pytest.fixture
def environment(tmp_path):
    return snap_environment(tmp_path, "https://bank.example")


def read(environment):
    return SnapSettings.read(environment, code="x", name="X")


def test_a_snap_bank_reads_its_own_settings(environment):
    assert read(environment).base_url == "https://bank.example"
    assert read(environment).read_seconds == 20
    assert "PRIVATE" not in repr(read(environment))
    assert environment["BANK_CLIENT_SECRET"] not in repr(read(environment))


@pytest.mark.parametrize(
    "name",
    [
        "BANK_BASE_URL",
        "BANK_CLIENT_ID",
        "BANK_PARTNER_ID",
        "BANK_CHANNEL_ID",
        "BANK_CLIENT_SECRET",
        "BANK_PRIVATE_KEY_FILE",
        "BANK_PUBLIC_KEY_FILE",
    ],
)
@pytest.mark.parametrize("value", ["", "  "])
def test_a_setting_that_is_missing_is_named(environment, name, value):
    assert f"{name}: is missing" in why_it_stops(lambda: read(environment | {name: value}))


@pytest.mark.parametrize("value", ["0", "-1", "soon", "nan", "inf"])
def test_a_time_that_is_none_is_named(environment, value):
    said = why_it_stops(lambda: read(environment | {"BANK_READ_SECONDS": value}))

    assert "BANK_READ_SECONDS: must be a number above zero" in said


@pytest.mark.parametrize("name", ["BANK_PRIVATE_KEY_FILE", "BANK_PUBLIC_KEY_FILE"])
def test_a_key_that_is_none_is_named(environment, name, tmp_path):
    (tmp_path / "not.pem").write_text("-----BEGIN NOTHING-----")
    other = {"BANK_PRIVATE_KEY_FILE": "BANK_PUBLIC_KEY_FILE", "BANK_PUBLIC_KEY_FILE": "BANK_PRIVATE_KEY_FILE"}
    for path in (str(tmp_path / "not.pem"), environment[other[name]]):
        said = why_it_stops(lambda path=path: read(environment | {name: path}))
        assert f"{name}: must name a PEM file" in said
    gone = why_it_stops(lambda: read(environment | {name: str(tmp_path / "gone.pem")}))
    assert re.search(f"{name}: .* cannot be read", gone)


def test_app_and_simulator_find_the_same_keys(tmp_path):
    kept = at_once([partial(SimulatorKeys.kept, tmp_path)] * 4)

    assert len({keys.client_secret for keys in kept}) == 1
    assert len({keys.bank.public_key().public_numbers() for keys in kept}) == 1
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_secrets_made_by_many_at_once_are_all_kept(tmp_path):
    given = at_once(
        [
            partial(KeptSecrets(tmp_path, may_make=True).get, f"N{n % 4}", lambda n=n: str(n))
            for n in range(16)
        ]
    )

    assert len(set(given)) == 4
    assert [KeptSecrets(tmp_path, may_make=True).get(f"N{n}", str) for n in range(4)] == given[:4]
