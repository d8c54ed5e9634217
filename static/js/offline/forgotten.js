// A forgotten PIN loses the drafts it locked, and nothing else; a new one is chosen with the next form.
import { sure } from "./confirm_here.js";
import { discardAll } from "./drafts.js";
import { forgetPin } from "./people.js";
import { said } from "./words.js";

export async function forgotten(person) {
  if (!(await sure(said.forget, said.forget_yes))) return false;
  await discardAll(person);
  await forgetPin(person);
  return true;
}
