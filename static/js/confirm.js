// Asks once more before a harmful step, in a dialog of the browser's own kind.
function button(text, name) {
  const made = document.createElement("button");
  made.className = `button ${name}`;
  made.textContent = text;
  return made;
}

export function ask(question, yes, no) {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  const choices = document.createElement("form");
  const agree = button(yes, "button--harm");
  const leave = button(no, "button--plain");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", (text.id = "pertanyaan"));
  text.textContent = question;
  choices.method = "dialog";
  choices.className = "buttons";
  agree.value = "yes";
  leave.autofocus = true;
  choices.append(agree, leave);
  dialog.append(text, choices);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) => dialog.addEventListener("close", () => {
    dialog.remove();
    answer(dialog.returnValue === "yes");
  }));
}

export default function (form, words) {
  let agreed = false;

  form.addEventListener("submit", async (event) => {
    if (agreed) return;
    event.preventDefault();
    const { submitter } = event;
    agreed = await ask(form.dataset.confirm, form.dataset.confirmButton, words.cancel);
    if (agreed) form.requestSubmit(submitter);
    agreed = false;
  }, true);
}
