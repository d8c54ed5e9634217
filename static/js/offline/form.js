// The enrolment form without a network: opened empty or from a draft, kept while one types, checked, and sealed when finished.
import { answerHere } from "../ask.js";
import { answerer } from "./answers.js";
import * as clock from "./clock.js";
import { get, isUsable, set } from "./database.js";
import { keeper } from "./draft_keeper.js";
import { exists, read } from "./drafts.js";
import { answersShown, fill, named, photos, putPhoto, values } from "./form_fields.js";
import { seal_up as sealUp } from "./finishing.js";
import { forgotten } from "./forgotten.js";
import * as mistakes from "./mistakes.js";
import { choosePin, current, open } from "./people.js";
import { askFor, askForNew } from "./pin_dialog.js";
import { wrongs } from "./rules.js";
import { tables } from "./reference.js";
import { pathOf } from "./villages.js";
import { said } from "./words.js";

const show = (selector, yes = true) => (document.querySelector(selector).hidden = !yes);
const today = () => new Date(clock.now()).toLocaleDateString("en-CA");

function begin(form) {
  form.elements.submission_id.value = crypto.randomUUID();
  form.elements.captured_at.value = new Date(clock.now()).toISOString();
}

// Only one window may change a draft: the others show why they are still.
function alone(form, id) {
  if (!navigator.locks) form.inert = false;
  else navigator.locks.request(`draft-${id}`, { ifAvailable: true }, (lock) => {
    show("[data-elsewhere]", !lock);
    form.inert = !lock;
    return lock ? new Promise(() => {}) : undefined; // held as long as this page lives
  });
}

async function resume(form, person, id, keep) {
  if (!(await exists(id)) || !person.lock) return false;
  const answer = await askFor(person, (pin) => open(person, pin));
  if (answer?.chosen === "forgotten" && (await forgotten(person))) return location.replace("/offline"), new Promise(() => {});
  if (!answer?.key) return false;
  const draft = await read(id, answer.key);
  fill(form, draft.typed);
  for (const [name, bytes] of draft.photos) {
    putPhoto(form, name, bytes);
    keep.known(name, named(form, name)[0].files[0]);
  }
  return true;
}

async function prepare(form, person, keep) {
  const id = new URLSearchParams(location.search).get("draft");
  if (!id || !(await resume(form, person, id, keep))) {
    begin(form);
    fill(form, { village_code: (await get("settings", "village")) ?? "" });
  }
  const village = form.querySelector("[data-village]");
  village.dataset.villageText = await pathOf(named(form, "village_code")[0].value);
  const funds = (await tables("funds-")).flat().map(({ code, label }) => Object.assign(new Option("", code), { label }));
  document.getElementById("daftar-dana").replaceChildren(...funds);
}

function review(form) {
  const rows = answersShown(form, values(form)).map(([name, label, answer]) => row(label, answer, name));
  for (const [name] of photos(form)) rows.push(row(form.querySelector(`label[for="${name}"]`).firstChild.data.trim(), said.photo, name));
  document.querySelector("[data-review] dl").replaceChildren(...rows);
  swap(form, "[data-review]");
}

function row(label, answer) {
  const line = document.createElement("div");
  line.className = "facts__row";
  line.append(Object.assign(document.createElement("dt"), { textContent: label }), Object.assign(document.createElement("dd"), { textContent: answer }));
  return line;
}

function swap(form, selector) {
  for (const each of ["[data-review]", "[data-finished]"]) show(each, each === selector);
  form.hidden = Boolean(selector);
  const heading = selector ? document.querySelector(`${selector} h2`) : form.querySelector(".section.is-here h2");
  heading?.focus();
  scrollTo(0, 0);
}

async function finish(form, person, keep) {
  await keep.stop();
  const typed = values(form);
  try {
    await sealUp(person, typed, photos(form));
  } catch (error) {
    keep.goOn();
    const trouble = document.querySelector("[data-trouble]");
    trouble.textContent = error.name === "QuotaExceededError" ? said.no_room : said.not_finished;
    trouble.hidden = false;
    return;
  }
  await set("settings", "village", typed.village_code);
  form.removeAttribute("data-changed");
  form.reset();
  document.querySelector("[data-review] dl").replaceChildren();
  swap(form, "[data-finished]");
  history.replaceState(null, "", location.pathname);
  const { send, listen } = await import("./delivery.js");
  listen(() => tellSent(typed.submission_id));
  await send();
}

async function tellSent(id) {
  const item = await get("outbox", id);
  document.querySelector("[data-sent-state]").textContent = item.receipt ? said.was_sent : item.state === "leased" ? said.sending : said.waits;
}

function attend(form, rules, person, keep) {
  const changed = () => {
    form.setAttribute("data-changed", "");
    keep.save();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.addEventListener("visibilitychange", () => document.hidden && form.hasAttribute("data-changed") && keep.save());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = wrongs(values(form), rules, today());
    if (Object.keys(wrong).length) mistakes.show(form, wrong);
    else {
      mistakes.clear(form);
      review(form);
    }
  });
  document.querySelector("[data-back]").addEventListener("click", () => swap(form, ""));
  document.querySelector("[data-finish]").addEventListener("click", ({ currentTarget }) => {
    if (currentTarget.getAttribute("aria-busy")) return;
    currentTarget.setAttribute("aria-busy", "true");
    finish(form, person, keep).finally(() => currentTarget.removeAttribute("aria-busy"));
  });
}

async function withPin(person) {
  if (person.lock || sessionStorage.getItem("no-pin")) return person;
  const chosen = await askForNew();
  if (chosen?.pin) await choosePin(person, chosen.pin);
  else sessionStorage.setItem("no-pin", "yes");
  return current();
}

// Gone, not hidden: nothing in it is to ask the server anything.
function instead(form, selector) {
  show(selector);
  form.remove();
}

export default async function (form) {
  if (!(await isUsable())) return instead(form, "[data-unable]");
  await clock.recall();
  const [known, key] = [await current(), await get("settings", "key")];
  if (!known || !key) return instead(form, "[data-unready]");
  document.querySelector("[data-who]").textContent = known.name;

  const rules = JSON.parse(form.dataset.rules);
  answerHere(answerer(rules));
  const person = await withPin(known);
  const keep = keeper(form, person, form.querySelector("[data-draft-state]"));
  await prepare(form, person, keep);
  attend(form, rules, person, keep);
  return () => alone(form, form.elements.submission_id.value);
}
