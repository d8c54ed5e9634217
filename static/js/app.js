// Starts each behaviour whose attribute is on the page; the others are never fetched. Every page works without them.
const behaviours = {
  errors: "[data-errors]",
  sections: "[data-sections]",
  digits: "[data-digits]",
  nik: "[data-nik-check]",
  village: "[data-village]",
  picks: "[data-picks]",
  price: "[data-price]",
  photo: "[data-photo]",
  repeat: "[data-repeat]",
  position: "[data-position]",
  "offline/rescue": "[data-autosave]",
  "submit-once": "[data-submit-once]",
  confirm: "[data-confirm]",
  autosave: "[data-autosave]",
  dirty: "[data-dirty]",
  shortcuts: "[data-shortcut]",
  countdown: "[data-countdown]",
  progress: "[data-progress]",
  share: "[data-share]",
  copy: "[data-copy]",
  theme: "[data-theme-switch]",
  "offline/phone": "[data-phone]",
  "offline/outbox_page": "[data-outbox]",
};

const words = JSON.parse(document.body.dataset.words || "{}");

// The shell is kept for everybody, so it learns here what the server would have painted.
const chosen = "shell" in document.body.dataset && /(?:^|; )theme=(light|dark)/.exec(document.cookie);
if (chosen) document.documentElement.dataset.theme = chosen[1];

// The phone's own form is filled in before anything else looks at it, and takes nothing before all have begun to look.
const offline = document.querySelector("[data-offline-form]");
const open = offline && (await (await import("./offline/form.js")).default(offline, words));

await Promise.all(Object.entries(behaviours).map(async ([name, selector]) => {
  const found = document.querySelectorAll(selector);
  if (!found.length) return;
  const { default: start } = await import(`./${name}.js`);
  found.forEach((element) => start(element, words));
})).finally(() => {
  open?.();
  performance.mark("all begun");
});
