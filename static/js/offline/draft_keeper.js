// Keeps the draft at each change: the newest always follows the one that is being written; only new photos are sealed again.
import { keep } from "./drafts.js";
import { photos, values } from "./form_fields.js";
import { clock, said } from "./words.js";

// So that loading the page again comes back to this draft.
function remember(id) {
  const address = `?draft=${id}`;
  if (location.search !== address) history.replaceState(null, "", address + location.hash);
}

export function keeper(form, person, state) {
  const kept = new Map();
  let running;
  let again = false;
  let over = false;

  // What could not be kept is told where one is looking, beside the field one is at.
  function tell(text, lost = false) {
    const before = state.classList.contains("saved--not");
    state.textContent = text;
    state.classList.toggle("saved--not", lost);
    if (lost && !before) form.querySelector(":focus")?.scrollIntoView({ block: "center" });
  }

  async function fresh() {
    const found = photos(form).filter(([name, file]) => kept.get(name) !== file);
    const bytes = await Promise.all(found.map(async ([name, file]) => [name, new Uint8Array(await file.arrayBuffer())]));
    return [found, Object.fromEntries(bytes)];
  }

  async function once() {
    const [found, bytes] = await fresh();
    if (over) return;
    await keep(person, form.elements.submission_id.value, values(form), bytes);
    found.forEach(([name, file]) => kept.set(name, file));
    if (!over) remember(form.elements.submission_id.value);
    tell(said.kept.replace("#", clock(Date.now())));
  }

  async function work() {
    do {
      again = false;
      await once();
    } while (again);
  }

  function save() {
    if (over) return running;
    if (!person.lock) {
      tell(said.not_kept);
      return undefined;
    }
    again = Boolean(running);
    running ??= work().catch((error) => tell(error.name === "QuotaExceededError" ? said.no_room : said.not_finished, true)).finally(() => (running = undefined));
    return running;
  }

  // What was finished must not come back as a draft.
  async function stop() {
    over = true;
    await running;
  }

  const known = (name, file) => kept.set(name, file);
  return { save, stop, known, goOn: () => (over = false) };
}
