// The form's fields by name: read as plain texts, filled in again as if somebody had typed.
import { longDay } from "./words.js";

export function values(form) {
  const typed = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") typed[name] = value;
  return typed;
}

function put(field, value) {
  if (field instanceof RadioNodeList) field.forEach((each) => (each.checked = each.value === value));
  else if (field.type === "checkbox") field.checked = Boolean(value);
  else {
    if (field.matches("select") && ![...field.options].some((each) => each.value === value)) field.add(new Option(value, value));
    field.value = value;
  }
}

// Groups that wait empty (heirs) are opened where something is to go in.
export function fill(form, typed) {
  form.querySelectorAll("[type=checkbox], [type=radio]").forEach((box) => (box.checked = box.name in typed ? box.value === typed[box.name] : box.checked && box.type === "radio"));
  for (const [name, value] of Object.entries(typed)) {
    const field = form.elements[name];
    if (!field) continue;
    put(field, value);
    if (value && field.closest) field.closest("[data-repeat-item]")?.removeAttribute("data-empty");
  }
}

export function photos(form) {
  return [...form.querySelectorAll("[type=file]")].filter((input) => input.files.length).map((input) => [input.name, input.files[0]]);
}

export function putPhoto(form, name, bytes) {
  const files = new DataTransfer();
  files.items.add(new File([bytes], `${name}.jpg`, { type: "image/jpeg" }));
  form.elements[name].files = files.files;
}

const labelOf = (form, name) => {
  const field = form.elements[name];
  const one = field instanceof RadioNodeList ? field[0] : field;
  const label = one.closest("fieldset.field")?.querySelector("legend") ?? form.querySelector(`label[for="${one.id}"]`);
  return [...(label?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join(" ").trim();
};

function shown(form, name, value) {
  const field = form.elements[name];
  if (field instanceof RadioNodeList) return form.querySelector(`label[for="${[...field].find((each) => each.value === value)?.id}"] span`)?.firstChild.data.trim() ?? value;
  if (field.type === "date") return longDay(value);
  const picked = field.closest(".field").querySelector("[role=combobox]");
  if (picked) return picked.value;
  return field.matches("select") ? (field.selectedOptions[0]?.text ?? value) : field.value;
}

const UNSEEN = new Set(["submission_id", "form_version", "captured_at", "latitude", "longitude", "accuracy", "consent", "contested"]);

// Rows of [name, label, what was answered] for reading out.
export function answersShown(form, typed) {
  return Object.entries(typed)
    .filter(([name, value]) => value && !UNSEEN.has(name) && !name.startsWith("place_") && form.elements[name])
    .map(([name, value]) => [name, labelOf(form, name), shown(form, name, value)]);
}
