// The price follows the answers; the server knows the rules.
import { ask, later, token } from "./ask.js";

const FIELDS = ["monthly_income", "programmes", "months", "payer", "occupation", "sponsor_code", "fund_code", "village_code"];
const amount = (value) => (typeof value === "number" ? `Rp${value.toLocaleString("id-ID")}` : value);

function element(tag, text, name) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...[text].flat());
  return made;
}

function row(label, value, name) {
  return element("div", [element("dt", label), element("dd", amount(value))], name);
}

export default function (place, words) {
  const form = place.closest("form");

  function show({ lines, total, note }) {
    const rows = lines.map((line) => row(line.label, line.amount));
    place.replaceChildren(element("dl", [...rows, row(words.total, total, "price__total")]), element("p", note ?? "", "price__note"));
  }

  const refresh = later(() => {
    const values = new FormData(form);
    const body = new URLSearchParams(FIELDS.filter((name) => values.has(name)).map((name) => [name, values.get(name)]));
    ask(place, place.dataset.price, { method: "POST", body, headers: { "X-CSRFToken": token(form) } })
      .then(show, (error) => error.name === "AbortError" || place.setAttribute("data-stale", ""));
  }, 300);

  form.addEventListener("input", (event) => FIELDS.includes(event.target.name) && refresh());
  refresh();
}
