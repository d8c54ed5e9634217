"""An agent with a worker beside them: the enrolment form filled in section by section."""

from pathlib import Path
from uuid import uuid4

from tests.browser.visitor import Visitor
from tests.factories import application_data

SECTIONS = {
    "ktp": ("nik", "name", "birth_place", "birth_date", "sex"),
    "diri": ("mother_name", "phone", "address"),
    "kerja": ("occupation", "ecosystem", "work_place", "monthly_income"),
    "waris": ("heirs-0-name", "heirs-0-relation", "heirs-0-phone"),
    "iuran": ("programmes", "months", "payer", "consent"),
}


NAMES = ("name", "mother_name", "heirs-0-name")


def secret_answers() -> dict[str, str]:
    """Of somebody whose family's names nobody else has: where they are found, this one is told of."""
    return application_data() | {name: f"Rahasia {uuid4().hex[:12]}" for name in NAMES}


def fill_in(visitor: Visitor, data: dict[str, str], photo: Path) -> None:
    """Type everything, as somebody would: one section after the other with JavaScript, top to bottom without."""
    visitor.fill({"ktp_photo": str(photo)})
    for section, names in SECTIONS.items():
        visitor.fill({name: data[name] for name in names})
        if section == "diri":
            choose_village(visitor, data["village_code"])
        visitor.snap(f"enrolment-{section}")
        if visitor.script and section != "iuran":
            visitor.press(f"#{section} [data-next]")
            visitor.page.locator(f"#{section}").wait_for(state="hidden")


def choose_village(visitor: Visitor, code: str) -> None:
    """By three letters with JavaScript; from the list of the agent's own district without."""
    if not visitor.script:
        visitor.page.locator("main [name=village_code]").select_option(code)
        return
    search = visitor.page.locator("main [role=combobox]")
    search.press_sequentially("sungai lan")
    visitor.page.locator("[role=option]").first.click()
    assert visitor.page.locator("main [name=village_code]").input_value() == code


def send(visitor: Visitor) -> str:
    """Check the answers, send them, and return the path of the application."""
    visitor.press("main button[name=intent][value=check]")
    visitor.wait_for("/enrolments/*/check")
    visitor.snap("check-answers")
    visitor.press("main form[action$=submission] button[type=submit]")
    visitor.wait_for("/enrolments/*")
    visitor.snap("sent")
    return visitor.path
