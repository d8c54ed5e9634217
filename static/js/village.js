// A village by three letters: a combobox after the ARIA Authoring Practices, in front of the plain fields it replaces.
import { ask, later } from "./ask.js";

function made(tag, attributes, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

function option(village, id) {
  const path = made("span", { class: "combobox__path" }, village.path);
  return made("li", { class: "combobox__option", role: "option", id, "aria-selected": "false" }, village.name, path);
}

export default function (place, words) {
  const field = place.querySelector("[name=village_code]");
  const plain = place.querySelector("[data-village-plain]");
  const id = field.id;
  const list = made("ul", { class: "combobox__list", role: "listbox", id: `${id}-list`, "aria-label": words.villages, hidden: "" });
  const state = made("p", { class: "combobox__state", role: "status" }, words.three_letters);
  const input = made("input", { class: "input", type: "text", role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });
  let villages = [];
  let active = -1;
  let chosen = place.dataset.villageText ?? "";

  function open(yes) {
    list.hidden = !yes;
    input.setAttribute("aria-expanded", yes);
    if (yes) list.scrollIntoView({ block: "nearest" });
    else point(-1);
  }

  function point(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const now = list.children[active];
    now?.setAttribute("aria-selected", "true");
    now?.scrollIntoView({ block: "nearest" });
    if (now) input.setAttribute("aria-activedescendant", now.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function put(code) {
    if (field.matches("select") && ![...field.options].some((each) => each.value === code)) field.add(new Option(chosen, code));
    field.value = code;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function choose(index) {
    const village = villages[index];
    if (!village) return;
    chosen = `${village.name}, ${village.path}`;
    input.value = chosen;
    state.textContent = words.chosen;
    put(village.code);
    open(false);
  }

  function show(found) {
    villages = found;
    active = -1;
    list.replaceChildren(...found.map((village, index) => option(village, `${id}-${index}`)));
    state.textContent = found.length ? words.found.replace("#", found.length) : words.no_village;
    open(found.length > 0);
  }

  const search = later(() => {
    state.textContent = words.checking;
    const url = new URL(place.dataset.village, location.href);
    url.searchParams.set("q", input.value.trim());
    ask(place, url).then(show, (error) => error.name === "AbortError" || (state.textContent = words.uncheckable));
  }, 200);

  const keys = {
    ArrowDown: () => point(Math.min(active + 1, villages.length - 1)),
    ArrowUp: () => point(Math.max(active - 1, 0)),
    Enter: () => choose(Math.max(active, 0)),
    Escape: () => open(false),
  };

  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !field.value) event.preventDefault();
    if (list.hidden || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  input.addEventListener("input", () => {
    if (field.value) put("");
    if (input.value.trim().length >= 3) search();
    else open(false);
  });
  input.addEventListener("blur", () => open(false));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => choose([...list.children].indexOf(event.target.closest("li"))));

  for (const name of ["aria-describedby", "aria-invalid"]) if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name));
  field.id = `${id}-code`;
  input.id = id;
  input.value = chosen;
  plain.hidden = true;
  plain.before(made("div", { class: "combobox" }, input, list), state);
}
