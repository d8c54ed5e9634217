// The drafts of whoever uses this phone; their names only once the PIN was given.
import { discard, draftsOf, read } from "./drafts.js";
import { button, entry, link } from "./entry.js";
import { sure } from "./confirm_here.js";
import { keyOf } from "./people.js";
import { moment, said } from "./words.js";

export async function draftEntries(person, changed) {
  if (!person) return [];
  const key = keyOf(person);
  return Promise.all((await draftsOf(person)).map(async (draft) => {
    const name = key ? (await read(draft.id, key)).typed.name : "";
    const remove = async () => (await sure(said.delete_sure, said.delete)) && (await discard(draft.id), changed());
    const go = link(said.continue, `/offline?draft=${draft.id}`);
    return entry(name || said.draft_at.replace("#", moment(draft.at)), name ? moment(draft.at) : "", ["draft"], [go, button(said.delete, remove, "button--plain")]);
  }));
}
