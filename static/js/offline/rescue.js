// The network goes while somebody fills in the form online: what was typed moves into the phone's own form, nothing is lost.
async function move(form) {
  const [{ current }, { keep }, { photos, values }] = await Promise.all(["people", "drafts", "form_fields"].map((name) => import(`./${name}.js`)));
  const person = await current();
  if (!person?.lock) return false;
  const { csrf_token: _token, ...typed } = values(form);
  const pictures = await Promise.all(photos(form).map(async ([name, file]) => [name, new Uint8Array(await file.arrayBuffer())]));
  await keep(person, typed.submission_id, typed, Object.fromEntries(pictures));
  form.dispatchEvent(new Event("saved"));
  location.assign(`/offline?draft=${typed.submission_id}`);
  return true;
}

export default function (form, words) {
  const state = form.querySelector("[data-autosave-state]");
  form.addEventListener("submit", (event) => {
    if (navigator.onLine || form.elements.version) return; // a returned one is corrected online only
    event.preventDefault();
    event.stopImmediatePropagation();
    state.textContent = words.unsaved;
    move(form).catch(() => (state.textContent = words.unsaved)); // it still stands on this page
  }, true);
}
