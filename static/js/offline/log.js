// The last 200 events as codes and numbers; never a word that somebody typed.
import { get, update } from "./database.js";

const MOST = 200;

export const note = (code, n = 0) =>
  update("settings", "log", (lines = []) => [...lines, { at: new Date().toISOString(), code, n }].slice(-MOST));

export const lines = async () => (await get("settings", "log")) ?? [];
