// At 16 digits tells what the NIK says and whether the person may be registered already. The NIK never stands in a URL.
import { ask, token } from "./ask.js";

function line(text, kind) {
  const p = document.createElement("p");
  p.textContent = text;
  if (kind) p.className = kind;
  return p;
}

function prefill(form, answer) {
  const { birth_date: day, sex } = form.elements;
  if (answer.birth_date && day && !day.value) day.value = answer.birth_date;
  if (answer.sex && sex && !sex.value) sex.value = answer.sex;
}

export default function (input, words) {
  const place = document.getElementById(input.dataset.answer);
  const waiting = place.textContent;
  let asked = "";

  function tell(state, lines) {
    place.dataset.state = state;
    place.replaceChildren(...lines);
  }

  function show(answer) {
    const matches = answer.matches ?? [];
    const carried = [answer.birth_date_text, answer.sex_text, answer.district].filter(Boolean).join(" · ");
    tell(answer.ok ? (matches.length ? "act" : "ok") : "harm", [
      line(answer.message, "answer__title"),
      ...(carried ? [line(carried)] : []),
      ...matches.map((match) => line(match.text)),
    ]);
    if (answer.ok) prefill(input.form, answer);
  }

  input.addEventListener("input", () => {
    const nik = input.value.replace(/\D/g, "");
    if (nik === asked) return;
    asked = nik;
    if (nik.length !== 16) return tell("", [line(waiting)]);
    tell("", [line(words.checking)]);
    ask(input, input.dataset.nikCheck, {
      method: "POST",
      body: JSON.stringify({ nik }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token(input.form) },
    }).then(show, (error) => error.name === "AbortError" || tell("", [line(words.uncheckable)]));
  });
  if (input.value) input.dispatchEvent(new Event("input"));
}
