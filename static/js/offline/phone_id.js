// What the server calls this phone: an id that the phone made itself.
import { update } from "./database.js";

export const phoneId = () => update("settings", "phone", (id) => id ?? crypto.randomUUID());
