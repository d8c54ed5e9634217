"""An agent's phone with the app on it: installed, without signal, filled in, sealed, sent."""

import base64
import re
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from tests.browser.enrolling import SECTIONS
from tests.browser.visitor import Visitor

PIN = "271828"
EXPECTED = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_FAILED",
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "status of 4",
    "when fetching the script",
)
"""What a browser says of its own accord where there is no network, or a refusal is the point."""

INSTALLED = "(await caches.keys()).length && (await navigator.serviceWorker.getRegistration()).active"
PREPARED = 'await get("settings", "key") && await get("settings", "checked")'
PATIENCE = """async () => {
  %(given)s
  for (let tries = 0; tries < 300; tries += 1) {
    if (%(until)s) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`never: %(until)s`);
}"""
SEAL = """async ({ base, typed, photo }) => {
  const names = ["finishing", "people"].map((name) => import(`${base}/${name}.js`));
  const [{ seal_up: sealUp }, { current }] = await Promise.all(names);
  const bytes = Uint8Array.from(atob(photo), (mark) => mark.charCodeAt(0));
  const photos = bytes.length ? [["ktp_photo", new File([bytes], "ktp.jpg", { type: "image/jpeg" })]] : [];
  return sealUp(await current(), typed, photos);
}"""
SEND = """async (source) => {
  const { send } = await import(source);
  await send(true);
}"""
ANSWER = """([form, values]) => {
  for (const [name, value] of Object.entries(values)) {
    const fields = [...form.elements].filter((field) => field.name === name);
    const field = fields.find((each) => each.type !== "radio" || each.value === value);
    if (["radio", "checkbox"].includes(field.type)) field.checked = true;
    else field.value = value;
    if (field.matches("select") && field.value !== value) {
      field.add(new Option(value, value, true, true));
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}"""
DUMP = """async () => {
  const texts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  const readable = (key, value) => value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  const database = await new Promise((done) => {
    const asked = indexedDB.open("gendong"); asked.onsuccess = () => done(asked.result);
  });
  for (const store of database.objectStoreNames) {
    const asked = database.transaction(store).objectStore(store).getAll();
    await new Promise((done) => (asked.onsuccess = done));
    texts.push(JSON.stringify(asked.result, readable));
  }
  database.close();
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text());
  }
  return texts.join("\\n");
}"""


def module(visitor: Visitor, name: str) -> str:
    """The address of one of the phone's scripts, as the page knows it."""
    source = visitor.page.locator("script[type=module]").first.get_attribute("src") or ""
    return source.replace("app.js", f"offline/{name}.js")


def install(visitor: Visitor, email: str) -> None:
    """Sign in once with signal: worker and tables are there afterwards. What it says of no signal is expected."""
    visitor.expected = EXPECTED
    visitor.sign_in(email)
    wait_until(visitor, INSTALLED)
    wait(visitor, "database", PREPARED)


def wait(visitor: Visitor, name: str, until: str) -> None:
    """Until the expression is true; the functions it calls are those of the script `name`."""
    names = ", ".join(sorted(set(re.findall(r"\b([a-z]\w*)\(", until))))
    given = f'const {{ {names} }} = await import("{module(visitor, name)}");'
    visitor.page.evaluate(PATIENCE % {"given": given, "until": until})


def wait_until(visitor: Visitor, until: str) -> None:
    """Until the expression is true; it may await."""
    visitor.page.evaluate(PATIENCE % {"given": "", "until": until})


def cut(visitor: Visitor, *, off: bool = True) -> None:
    visitor.context.set_offline(off)


def fill_in(visitor: Visitor, data: dict[str, str], photo: Path | None = None) -> None:
    """Type everything into the form of the shell, section by section."""
    ready(visitor)
    if photo:
        visitor.fill({"ktp_photo": str(photo)})
    for section, names in SECTIONS.items():
        visitor.fill({name: data[name] for name in names})
        if section == "diri":
            choose_village(visitor, data["village_code"])
        if section != "iuran":
            visitor.press(f"#{section} [data-next]")
            visitor.page.locator(f"#{section}").wait_for(state="hidden")


def ready(visitor: Visitor) -> None:
    """Until the form takes what is typed."""
    visitor.page.locator("[data-offline-form]:not([inert])").wait_for()


def choose_village(visitor: Visitor, code: str) -> None:
    visitor.page.locator("main [role=combobox]").fill("sungai lan")
    visitor.page.locator("[role=option]").first.click()
    assert visitor.page.locator("main [name=village_code]").input_value() == code


def fill_in_at_once(visitor: Visitor, data: dict[str, str]) -> None:
    """As `fill_in`, but as if everything had been typed in one moment; the last section is open then."""
    ready(visitor)
    answer_at_once(visitor, {name: data[name] for name in (*chain(*SECTIONS.values()), "village_code")})
    visitor.press(".steps a[href='#iuran']")


def answer_at_once(visitor: Visitor, values: Mapping[str, str]) -> None:
    """As if somebody had typed and picked it."""
    form = visitor.page.locator("[data-offline-form]").element_handle()
    visitor.page.evaluate(ANSWER, [form, dict(values)])


def finish(visitor: Visitor) -> None:
    """Check the answers and seal them."""
    visitor.press("main button[name=intent][value=check]")
    visitor.press("[data-finish]")
    visitor.page.locator("[data-finished]").wait_for()


def choose_pin(visitor: Visitor) -> None:
    dialog = visitor.page.locator("[data-new-pin]")
    dialog.locator("[name=pin-baru]").fill(PIN)
    dialog.locator("[name=pin-ulang]").fill(PIN)
    dialog.locator("button[value=yes]").click()
    dialog.wait_for(state="hidden")
    ready(visitor)


def give_pin(visitor: Visitor, pin: str = PIN) -> None:
    dialog = visitor.page.locator("[data-ask-pin]")
    dialog.locator("[name=pin]").fill(pin)
    dialog.locator("button[value=yes]").click()


def seal_up(visitor: Visitor, data: dict[str, str], photo: bytes = b"") -> str:
    """As "Selesai" does, at once: the id of what lies in the outbox then."""
    given = {"base": module(visitor, "x").rpartition("/")[0], "typed": data}
    key: str = visitor.page.evaluate(SEAL, {**given, "photo": base64.b64encode(photo).decode()})
    return key


def send(visitor: Visitor, times: int = 1) -> None:
    """As "Kirim sekarang" does, until all was tried."""
    for _ in range(times):
        visitor.page.evaluate(SEND, module(visitor, "delivery"))


def stored(visitor: Visitor, store: str) -> list[dict[str, Any]]:
    """All records of a store of the phone's database."""
    read = f'async () => (await import("{module(visitor, "database")}")).all("{store}")'
    found: list[dict[str, Any]] = visitor.page.evaluate(read)
    return found


def setting(visitor: Visitor, name: str) -> Any:
    """One of the phone's settings."""
    read = f'async () => (await import("{module(visitor, "database")}")).get("settings", "{name}")'
    return visitor.page.evaluate(read)


def dump(visitor: Visitor) -> str:
    """Everything that the browser keeps of us, as one text."""
    text: str = visitor.page.evaluate(DUMP)
    return text
