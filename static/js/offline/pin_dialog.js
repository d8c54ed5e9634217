// The two dialogs of the PIN. Each resolves to what the agent chose.
import { said } from "./words.js";

const FORM = /^[0-9]{6,12}$/;

function shown(dialog, check) {
  const form = dialog.querySelector("form");
  const wrong = dialog.querySelector("[data-wrong-pin]");
  wrong.textContent = "";
  const refuse = (text) => void (wrong.textContent = text);
  form.reset();
  dialog.showModal();
  return new Promise((done) => {
    dialog.oncancel = () => done(null);
    form.onsubmit = async (event) => {
      event.preventDefault();
      const chosen = event.submitter?.value ?? "yes";
      const result = chosen === "yes" ? await check(new FormData(form), refuse) : { chosen };
      if (!result) return;
      dialog.close();
      done(result);
    };
  });
}

export function askForNew() {
  return shown(document.querySelector("[data-new-pin]"), async (typed, refuse) => {
    const [pin, again] = [typed.get("pin-baru"), typed.get("pin-ulang")];
    if (!FORM.test(pin)) return refuse(said.pin_form);
    return pin === again ? { chosen: "yes", pin } : refuse(said.pin_differs);
  });
}

// `open(pin)` resolves to a key, or null where it is the wrong one.
export function askFor(person, open) {
  const dialog = document.querySelector("[data-ask-pin]");
  dialog.querySelector("[data-pin-of]").textContent = said.pin_of.replace("#", person.name);
  return shown(dialog, async (typed, refuse) => {
    const key = await open(typed.get("pin"));
    return key ? { chosen: "yes", key } : refuse(said.pin_wrong);
  });
}
