// Repeated groups (heirs): the empty ones wait until "add" asks for them; "remove" empties and hides one.
export default function (place) {
  const items = [...place.querySelectorAll("[data-repeat-item]")];
  const add = place.querySelector("[data-repeat-add]");

  function show(item, yes) {
    item.toggleAttribute("data-empty", !yes);
    item.disabled = !yes;
    add.hidden = items.every((each) => !each.disabled);
  }

  function empty(item) {
    item.querySelectorAll("input, select, textarea").forEach((field) => {
      if (field.type === "radio" || field.type === "checkbox") field.checked = false;
      else field.value = "";
    });
  }

  add.addEventListener("click", () => {
    const next = items.find((item) => item.disabled);
    show(next, true);
    next.querySelector("input, select").focus();
  });
  place.addEventListener("click", (event) => {
    const item = event.target.closest("[data-repeat-remove]")?.closest("[data-repeat-item]");
    if (!item) return;
    empty(item);
    show(item, false);
    add.focus();
  });
  items.forEach((item) => show(item, !item.hasAttribute("data-empty")));
}
