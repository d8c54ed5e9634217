// Warns before leaving a form with unsaved words; a kept draft or sending it makes it clean.
export default function (form) {
  let dirty = false;
  const mark = (now) => {
    dirty = now;
    form.toggleAttribute("data-changed", now); // a new version waits for that
  };
  const clean = () => mark(false);

  form.addEventListener("input", () => mark(true));
  form.addEventListener("submit", clean);
  form.addEventListener("saved", clean);
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
}
