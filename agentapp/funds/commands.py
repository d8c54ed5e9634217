"""`flask funds …`: a fund by command, active at once, for whoever runs the machine."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup
from flask_babel import gettext

from agentapp.core.console import as_json, rules_as_errors, say
from agentapp.core.db import sessions
from agentapp.core.period import InvalidMonth, Month
from agentapp.funds.managing import Terms, add_active
from agentapp.funds.models import KINDS
from agentapp.funds.officers import likely_officer, officers
from agentapp.programmes.kinds import FundingKind, Programmes

funds = AppGroup("funds", help="Budgets that pay for many workers.")


def _month(_context: click.Context, _parameter: click.Parameter, value: str) -> Month:
    try:
        return Month.parse(value)
    except InvalidMonth as error:
        raise click.BadParameter(gettext("Tulis bulan sebagai YYYY-MM.")) from error


def _quotas(_context: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> dict[str, int]:
    quotas = {}
    for value in values:
        region, _, places = value.partition("=")
        if not places.isascii() or not places.isdigit():
            raise click.BadParameter(gettext("Tulis kuota sebagai WILAYAH=ANGKA, misalnya 13.03.06=200."))
        quotas[region] = int(places)
    return quotas


@funds.command("add")
@click.option("--code", required=True, help="What agents type.")
@click.option("--kind", type=click.Choice([kind.value for kind in KINDS]), required=True)
@click.option("--name", required=True)
@click.option("--region", required=True, help="Code of the region that it pays for, 13.03.")
@click.option("--from", "first", callback=_month, required=True, help="The first month, YYYY-MM.")
@click.option("--to", "last", callback=_month, required=True, help="The last month, YYYY-MM.")
@click.option("--ceiling", type=click.IntRange(min=0), required=True, help="In whole rupiah.")
@click.option("--quota", "quotas", multiple=True, callback=_quotas, help="REGION=N; may be given again.")
@click.option(
    "--programmes", type=click.Choice([each.value for each in Programmes]), default=Programmes.JKK_JKM.value
)
@click.option("--officer", default="", help="E-mail of its officer; the region's own unless told.")
@as_json
def add_fund(
    code: str, region: str, quotas: dict[str, int], officer: str, *, as_json: bool, **told: Any
) -> None:
    """Add a fund that is active at once; prints its code."""
    with rules_as_errors():
        terms = Terms(
            name=told["name"],
            kind=FundingKind(told["kind"]),
            region_code=region,
            first_month=told["first"],
            last_month=told["last"],
            ceiling=told["ceiling"],
            programmes=Programmes(told["programmes"]),
        )
        fund = add_active(code, terms, quotas, _officer(officer, region))
    say({"code": fund.code}, as_json=as_json)


def _officer(email: str, region: str) -> UUID | None:
    session = sessions()
    if not email:
        likely = likely_officer(session, region)
        return likely.id if likely else None
    for person in officers(session):
        if (person.email or "").casefold() == email.strip().casefold():
            return person.id
    raise click.BadParameter(gettext("Tidak ada petugas dana dengan email ini."), param_hint="--officer")
