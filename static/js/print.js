// Prints the page; beside it stands what the browser's own menu would do.
export default function (button) {
  button.addEventListener("click", () => window.print());
}
