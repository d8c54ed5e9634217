// Brings the reader to the summary of errors, and from a line of it into the field.
const CONTROLS = "input:not([type=hidden]), select, textarea, button";

function enter(id) {
  const target = document.getElementById(id);
  if (!target) return;
  const control = target.matches(CONTROLS) ? target : target.querySelector(CONTROLS);
  (target.closest(".field") ?? target).scrollIntoView({ block: "start" });
  (control ?? target).focus({ preventScroll: true });
}

export default function (summary) {
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "start" });
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    const go = () => enter(link.hash.slice(1));
    if (link.hash === location.hash) go();
    else addEventListener("hashchange", go, { once: true });
  });
}
