// One line of a list on the outbox's page, from its template; texts only, never markup.
export const badge = (name) => document.querySelector(`template[data-badge="${name}"]`).content.cloneNode(true);

export function button(text, work, kind = "") {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `button ${kind}`.trim(), textContent: text });
  made.addEventListener("click", work);
  return made;
}

export function link(text, href) {
  return Object.assign(document.createElement("a"), { className: "button", textContent: text, href });
}

export function entry(title, meta, badges, steps) {
  const line = document.querySelector("template[data-entry]").content.firstElementChild.cloneNode(true);
  line.querySelector("[data-title]").textContent = title;
  line.querySelector("[data-say]").textContent = meta;
  line.querySelector(".entry__marks").append(...badges.map(badge));
  line.querySelector(".entry__steps").append(...steps);
  return line;
}
