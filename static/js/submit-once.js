// A form is sent once, and one sees that it is under way; coming back by Back frees it again.
export default function (form, words) {
  let sent = false;

  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    if (event.defaultPrevented) return;
    sent = true;
    event.submitter?.setAttribute("aria-busy", "true");
    event.submitter?.setAttribute("aria-label", words.sending);
  });
  addEventListener("pageshow", () => {
    sent = false;
    form.querySelectorAll("[aria-busy]").forEach((button) => {
      button.removeAttribute("aria-busy");
      button.removeAttribute("aria-label");
    });
  });
}
