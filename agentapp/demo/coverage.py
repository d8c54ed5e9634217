"""Made-up numbers of informal workers for the nagari of Sijunjung, and the months counted against them."""

from importlib import resources

from agentapp.coverage.jobs import count_present
from agentapp.coverage.service import Origin, take_in
from agentapp.coverage.sheet import read_sheet

SOURCE = "Angka sintetis untuk contoh, bukan data resmi"


def count_covered(year: int) -> None:
    """Take the numbers in as those of `year`, and count the months. After the people are in the database."""
    content = resources.files("agentapp.demo").joinpath("data/informal_workers.csv").read_bytes()
    take_in(None, read_sheet(content), Origin(SOURCE, year))
    count_present()
