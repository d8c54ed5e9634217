"""`flask batches import`: the figures that an officer, or a script, reads."""

import json

from agentapp.core.db import sessions
from agentapp.funds.batches.models import Batch
from agentapp.funds.batches.states import BatchState
from tests.funds.batches.sheets import people, person, sheet

PRICE = 16_800


def run(app, tmp_path, content: bytes, *options: str, fund):
    path = tmp_path / "daftar.csv"
    path.write_bytes(content)
    sessions.commit()
    return app.test_cli_runner().invoke(args=["batches", "import", fund.code, str(path), *options, "--json"])


def told(*answer, **options) -> dict[str, object]:
    result = run(*answer, **options)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


MIXED = sheet([person(1), person(2), person(3, NIK="1,30306E+15"), person(1), person(5, Nama="")])


def test_a_dry_run_tells_what_would_come_of_it_and_promises_nothing(app, tmp_path, fund):
    found = told(app, tmp_path, MIXED, "--dry-run", fund=fund)

    assert found.pop("batch_id") == str(sessions.query(Batch).one().id)
    assert found == {
        "rows": 5,
        "accepted": 2,
        "to_repair": 2,
        "conflicts": 1,
        "monthly_cost": 2 * PRICE,
        "total_cost": 9 * 2 * PRICE,
        "over_ceiling": False,
    }
    sessions.expire_all()
    assert fund.reserved == 0


def test_without_it_the_rows_are_taken_in_and_twice_is_once(app, tmp_path, fund):
    first = told(app, tmp_path, MIXED, fund=fund)
    again = told(app, tmp_path, MIXED, fund=fund)

    assert again == first
    sessions.expire_all()
    assert sessions.query(Batch).one().state == BatchState.COMMITTED
    assert fund.reserved == first["total_cost"]


def test_beyond_the_ceiling_it_says_so_and_takes_nobody(app, tmp_path, fund):
    content = people(70)  # 70 x 9 x Rp16.800 is more than ten million

    assert told(app, tmp_path, content, "--dry-run", fund=fund)["over_ceiling"] is True
    refused = run(app, tmp_path, content, fund=fund)

    assert refused.exit_code == 1
    assert "Pagu dana tidak cukup: perlu Rp10.584.000, sisanya Rp10.000.000." in refused.output
    sessions.expire_all()
    assert (fund.reserved, sessions.query(Batch).one().state) == (0, BatchState.CHECKED)


def test_what_is_no_list_is_refused_with_a_sentence(app, tmp_path, fund):
    refused = run(app, tmp_path, b"%PDF-1.4", fund=fund)

    assert refused.exit_code == 1
    assert "Simpan sebagai .xlsx atau .csv" in refused.output
