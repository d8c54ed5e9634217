// Warns before leaving a form with unsaved words; a kept draft or sending it makes it clean.
export default function (form) {
  let dirty = false;
  const clean = () => (dirty = false);

  form.addEventListener("input", () => (dirty = true));
  form.addEventListener("submit", clean);
  form.addEventListener("saved", clean);
  addEventListener("beforeunload", (event) => dirty && event.preventDefault());
}
