// Pictures that fill a text field, for people who point rather than read.
export default function (list) {
  const field = document.getElementById(list.dataset.picks);
  const buttons = [...list.querySelectorAll("button")];

  function reflect() {
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.value === field.value)));
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    field.value = button.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("input", reflect);
  reflect();
}
