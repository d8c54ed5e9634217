"""The phone judges and prices as the server does: the same vectors and the same tables in both."""

import json
from itertools import product
from typing import Any

import pytest
import time_machine

from agentapp.core.db import sessions
from agentapp.core.period import Month
from agentapp.intake import reference
from agentapp.places.registry import search_villages
from agentapp.programmes.kinds import FundingKind, Programmes, Sector
from agentapp.programmes.occupations import sector_of
from agentapp.programmes.rulebook import current_rulebook, quote
from tests.browser import phone
from tests.browser.visitor import Visitor
from tests.factories import AgentFactory
from tests.shell.vectors import FILE
from tests.support.live import inside

JUDGE = """async ({ base, vectors }) => {
  const { wrongs, readNik, readAmount } = await import(`${base}/rules.js`);
  const shell = new DOMParser().parseFromString(await (await fetch("/offline")).text(), "text/html");
  const rules = JSON.parse(shell.querySelector("[data-rules]").dataset.rules);
  const year = Number(vectors.today.slice(0, 4));
  return {
    nik: vectors.nik.map(({ text }) => readNik(text, rules.nik.provinces, year)),
    amount: vectors.amount.map(({ text }) => readAmount(text)),
    form: vectors.form.map(({ change }) =>
      Object.keys(wrongs({ ...vectors.whole, ...change }, rules, vectors.today)).sort()),
  };
}"""
PRICE = """async ({ base, rates, asked }) => {
  const { relief, stretches } = await import(`${base}/prices.js`);
  return asked.map((each) => [stretches(rates, each), relief(rates, each)]);
}"""
LOOK_UP = """async ({ base, asked, occupations }) => {
  const load = (name) => import(`${base}/${name}.js`);
  const [{ search }, { sectorOf }, { table }] = await Promise.all(["villages", "prices", "reference"].map(load));
  const pairs = (found) => found.map(({ code, name }) => [code, name]);
  const codes = [];
  for (const [text, near] of asked) codes.push(pairs(await search(text, near)));
  const known = await table("occupations");
  return { codes, sectors: occupations.map((text) => sectorOf(text, known)) };
}"""
TYPED = (
    "sungai lan",
    "kamang",
    "nagari kamang",
    "desa kamang",
    "sungai",
    "mua kupi",
    "x",
    "",
    "tanjung kaliang kamang",
    "Silokek",
)
WRITTEN = ("Tukang ojek", "petani karet", "Driver Gojek malam", "Penyair", "seorang sopir", "kurir", "")


@pytest.fixture
def page(visit, sqlite_site) -> Visitor:
    visitor: Visitor = visit(sqlite_site)
    visitor.open("/login")
    return visitor


def base(visitor: Visitor) -> str:
    return phone.module(visitor, "x").rpartition("/")[0]


def test_the_phone_judges_answers_as_the_server_does(page):
    vectors = json.loads(FILE.read_text())

    said = page.page.evaluate(JUDGE, {"base": base(page), "vectors": vectors})

    for wanted, got in zip(vectors["nik"], said["nik"], strict=True):
        assert {name: wanted.get(name) for name in ("wrong", "birth", "sex")} == {
            name: got.get(name) for name in ("wrong", "birth", "sex")
        }, wanted["text"]
    assert said["amount"] == [each["amount"] for each in vectors["amount"]]
    for wanted, wrong in zip(vectors["form"], said["form"], strict=True):
        assert wrong == wanted["wrong"], wanted["change"]


def asked_prices(first: Month) -> list[dict[str, Any]]:
    everything = product(
        FundingKind, Sector, Programmes, (0, 999_999, 1_100_000, 3_333_333, 90_000_000), (1, 3, 12)
    )
    return [
        {
            "funding": funding,
            "sector": sector,
            "programmes": programmes,
            "income": income,
            "months": months,
            "month": str(first),
        }
        for funding, sector, programmes, income, months in everything
    ]


def test_the_phone_prices_by_the_servers_table_and_names_the_same_relief(page, sqlite_site):
    first = Month(2026, 11)  # one relief ends within three months, another within twelve
    asked = asked_prices(first)
    with inside(sqlite_site), time_machine.travel("2026-11-22T05:00:00Z", tick=False):
        rates = json.loads(reference.file(sessions(), "rates").content)
        rulebook = current_rulebook(sessions())

    said = page.page.evaluate(PRICE, {"base": base(page), "rates": rates, "asked": asked})

    for each, (runs, relief) in zip(asked, said, strict=True):
        facts = {name: each[name] for name in ("income", "programmes", "sector", "funding")}
        right = quote(rulebook, **facts, months=first.run(each["months"])).stretches
        assert runs == [[run.count, run.each.total] for run in right], each
        assert relief == max(run.each.relief_percent for run in right), each
    assert any(relief for _, relief in said)


def test_villages_and_sectors_are_found_on_the_phone_as_on_the_server(visit, sqlite_site):
    with inside(sqlite_site):
        agent = AgentFactory()
        kept = {name.removeprefix("villages-") for name in reference.offered(agent)}
        email = str(agent.email)
    visitor = visit(sqlite_site)
    phone.install(visitor, email)
    near = "13.03.06"

    said = visitor.page.evaluate(
        LOOK_UP, {"base": base(visitor), "asked": [[text, near] for text in TYPED], "occupations": WRITTEN}
    )

    for text, codes in zip(TYPED, said["codes"], strict=True):
        found = search_villages(text, near, 2_000)
        served = [[each.code, each.title] for each in found if each.code[:5] in kept]
        assert codes == served[:12], text
    assert said["sectors"] == [sector_of(text) for text in WRITTEN]
