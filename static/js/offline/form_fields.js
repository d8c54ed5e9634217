// The form's fields by name: read as plain texts, filled in again as if somebody had typed.
import { longDay } from "./words.js";

export function values(form) {
  const typed = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") typed[name] = value;
  return typed;
}

// The controls of a name: several where one is to be picked. By name alone, for the form also lists them by id.
export const named = (form, name) => [...form.elements].filter((field) => field.name === name);

function put(fields, value) {
  const [field] = fields;
  if (field.type === "radio") fields.forEach((each) => (each.checked = each.value === value));
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
    const fields = named(form, name);
    if (!fields.length || fields[0].type === "file") continue;
    put(fields, value);
    if (value) fields[0].closest("[data-repeat-item]")?.removeAttribute("data-empty");
  }
}

export function photos(form) {
  return [...form.querySelectorAll("[type=file]")].filter((input) => input.files.length).map((input) => [input.name, input.files[0]]);
}

export function putPhoto(form, name, bytes) {
  const files = new DataTransfer();
  files.items.add(new File([bytes], `${name}.jpg`, { type: "image/jpeg" }));
  named(form, name)[0].files = files.files;
}

const labelOf = (form, [field]) => {
  const label = field.closest("fieldset.field")?.querySelector("legend") ?? field.closest(".field")?.querySelector("label");
  return label?.firstChild.data.trim() ?? "";
};

function shown(form, fields, value) {
  const [field] = fields;
  if (field.type === "radio") return form.querySelector(`label[for="${fields.find((each) => each.checked)?.id}"] span`)?.firstChild.data.trim() ?? value;
  if (field.type === "date") return longDay(value);
  const picked = field.closest(".field").querySelector("[role=combobox]");
  if (picked) return picked.value;
  return field.matches("select") ? (field.selectedOptions[0]?.text ?? value) : field.value;
}

const UNSEEN = new Set(["submission_id", "form_version", "captured_at", "latitude", "longitude", "accuracy", "consent", "contested"]);

// Rows of [name, label, what was answered] for reading out.
export function answersShown(form, typed) {
  return Object.entries(typed)
    .filter(([name, value]) => value && !UNSEEN.has(name) && !name.startsWith("place_") && named(form, name).length)
    .map(([name, value]) => [name, labelOf(form, named(form, name)), shown(form, named(form, name), value)]);
}
