// What is wrong, beside each field and in a summary above, in the same markup as the server writes.
import { named } from "./form_fields.js";

const template = () => document.querySelector("template[data-error]").content.firstElementChild;
const summary = () => document.querySelector("[data-wrong]");

function holder(form, name) {
  return named(form, name)[0]?.closest(".field");
}

function anchor(place, form, name) {
  return place.matches("fieldset") ? place.id : (named(form, name)[0].id.replace(/^village_code-code$/, "village_code") || name);
}

export function clear(form) {
  form.querySelectorAll(".field--error").forEach((place) => {
    place.classList.remove("field--error");
    place.querySelector(":scope > .field__error")?.remove();
  });
  summary().hidden = true;
}

function beside(place, id, text) {
  const line = template().cloneNode(true);
  line.id = `${id}-error`;
  line.querySelector("[data-text]").textContent = text;
  place.classList.add("field--error");
  const label = place.querySelector(".field__label");
  if (label) label.after(line);
  else place.prepend(line);
}

function link(place, id, text) {
  const item = document.createElement("li");
  const to = document.createElement("a");
  to.href = `#${id}`;
  to.textContent = `${place.querySelector(".field__label, .choice__label").firstChild.data.trim()}: ${text}`;
  item.append(to);
  return item;
}

export function show(form, wrong) {
  clear(form);
  const lines = Object.entries(wrong).filter(([name]) => holder(form, name)).map(([name, text]) => {
    const place = holder(form, name);
    const id = anchor(place, form, name);
    beside(place, id, text);
    return link(place, id, text);
  });
  summary().querySelector("ul").replaceChildren(...lines);
  summary().hidden = false;
  summary().focus();
  summary().scrollIntoView({ block: "start" });
}
