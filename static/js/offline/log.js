// The last 200 events as codes and numbers; never a word that somebody typed.
import { get, update } from "./database.js";

const MOST = 200;

const CODE = /^[a-z]+(_[a-z]+)*$/;

export function note(code, n = 0) {
  const line = { at: new Date().toISOString(), code: CODE.test(code) && code.length <= 40 ? code : "other", n };
  return update("settings", "log", (lines = []) => [...lines, line].slice(-MOST));
}

export const lines = async () => (await get("settings", "log")) ?? [];
