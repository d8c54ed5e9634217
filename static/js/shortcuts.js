// Single keys press marked buttons, never while one types; they can be switched off in the account menu.
const OFF = "shortcuts-off";
const buttons = new Map();
const toggle = document.querySelector("[data-shortcut-switch]");
const off = () => localStorage.getItem(OFF) === "yes";

function reflect() {
  if (!toggle) return;
  toggle.hidden = false;
  toggle.setAttribute("aria-pressed", String(!off()));
}

toggle?.addEventListener("click", () => {
  localStorage.setItem(OFF, off() ? "no" : "yes");
  reflect();
});
document.addEventListener("keydown", (event) => {
  const button = buttons.get(event.key.toLowerCase());
  const typing = event.target.closest?.("input, select, textarea, [contenteditable], dialog");
  if (!button || typing || off() || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  button.click();
});
reflect();

export default function (button) {
  const key = button.dataset.shortcut;
  buttons.set(key.toLowerCase(), button);
  button.setAttribute("aria-keyshortcuts", key);
}
