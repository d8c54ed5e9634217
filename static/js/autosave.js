// Keeps the draft on the server while one types, at most every few seconds, and says when it was kept.
import { ask, token } from "./ask.js";

const PAUSE = 4000;

export default function (form, words) {
  const state = form.querySelector("[data-autosave-state]");
  let timer = 0;

  function values() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  function kept() {
    const time = new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
    state.textContent = words.saved.replace("#", time);
    form.dispatchEvent(new Event("saved"));
  }

  function save() {
    clearTimeout(timer);
    timer = 0;
    ask(form, form.dataset.autosave, { method: "POST", body: values(), keepalive: true, headers: { "X-CSRFToken": token(form) } })
      .then(kept, (error) => error.name === "AbortError" || (state.textContent = words.unsaved));
  }

  form.addEventListener("input", () => (timer ||= setTimeout(save, PAUSE)));
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", () => timer && document.hidden && save());
}
