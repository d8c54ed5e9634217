// One section of a long form at a time. The address (#section) says which, so Back works and links lead to fields.
export default function (form, words) {
  const sections = [...form.querySelectorAll(":scope > .section")];
  const links = sections.map((section) => form.querySelector(`.steps a[href="#${section.id}"]`));

  function addressed() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    return target ? sections.find((section) => section.contains(target)) : undefined;
  }

  function mark(link, here, done, section) {
    if (!link) return;
    const lacking = done && [...section.querySelectorAll(":invalid")].some((field) => !field.matches("fieldset"));
    const wrong = lacking || section.querySelector(".field--error");
    link.toggleAttribute("aria-current", here);
    if (here) link.setAttribute("aria-current", "step");
    link.classList.toggle("is-done", done && !wrong);
    link.classList.toggle("has-error", Boolean(wrong));
    link.title = wrong ? words.incomplete : "";
  }

  function show(section) {
    const at = sections.indexOf(section);
    form.dataset.at = section.id;
    sections.forEach((each, index) => {
      each.classList.toggle("is-here", each === section);
      mark(links[index], each === section, index < at, each);
    });
  }

  function go() {
    const section = addressed() ?? (location.hash ? undefined : sections[0]);
    if (!section || section.id === form.dataset.at) return;
    show(section);
    if (location.hash === `#${section.id}`) {
      form.scrollIntoView({ block: "start" });
      section.querySelector("h2").focus({ preventScroll: true });
    }
  }

  form.addEventListener("keydown", (event) => {
    const next = event.target.closest(".section")?.querySelector("[data-next]");
    if (event.key !== "Enter" || !next || event.defaultPrevented || !event.target.matches("input")) return;
    event.preventDefault();
    next.click();
  });
  addEventListener("hashchange", go);
  const first = sections.find((section) => section.querySelector(".field--error")) ?? addressed() ?? sections[0];
  show(first);
  if (location.hash && first !== addressed()) history.replaceState(null, "", `#${first.id}`);
}
