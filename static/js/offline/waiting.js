// The strip that always says what waits; a cookie of two figures lets the server paint it at once.
import { counts } from "./outbox.js";

const strip = () => document.querySelector("[data-waiting]");

function sentence(place, { waiting, broken }) {
  const said = [];
  if (waiting) said.push(place.dataset.some.replace("#", waiting));
  if (broken) said.push(place.dataset.broken.replace("#", broken));
  return said.join(" · ") || place.dataset.none;
}

export async function show() {
  const now = await counts();
  document.cookie = `outbox=${now.waiting}.${now.broken}; path=/; max-age=31536000; samesite=lax`;
  const place = strip();
  if (!place) return now;
  place.querySelector("[data-waiting-text]").textContent = sentence(place, now);
  place.classList.toggle("waiting--act", now.broken > 0);
  if (now.waiting || now.broken) place.hidden = false;
  return now;
}
