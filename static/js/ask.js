// Asks the server; a new question from the same asker takes back the one before. Resolves to the JSON answer.
const open = new WeakMap();

let here;

// Without a network the same questions are answered on the phone: `answerer(path, options)` resolves to the same JSON.
export function answerHere(answerer) {
  here = answerer;
}

export function token(form) {
  return form.elements.csrf_token?.value ?? "";
}

export async function ask(asker, url, options = {}) {
  if (here) return here(new URL(url, location.href), options);
  open.get(asker)?.abort();
  const controller = new AbortController();
  open.set(asker, controller);
  const answer = await fetch(url, { signal: controller.signal, ...options, headers: { Accept: "application/json", ...options.headers } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

export function later(work, delay) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(work, delay, ...args);
  };
}
