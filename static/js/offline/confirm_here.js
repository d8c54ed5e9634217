// Asks once more before something is lost, in the same words and dialog as pages do.
import { ask } from "../confirm.js";
import { said } from "./words.js";

export const sure = (question, yes) => ask(question, yes, said.cancel);
