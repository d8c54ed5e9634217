// Follows a job: moves the bar, and opens the page anew once the job is at another step.
const PAUSE = 700;

export default function (element) {
  const bar = element.querySelector("progress");
  const shown = { done: element.querySelector("[data-done]"), all: element.querySelector("[data-all]") };
  const figures = new Intl.NumberFormat(document.documentElement.lang);

  async function look() {
    const answer = await fetch(element.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const now = await answer.json();
    if (now.state !== element.dataset.state) {
      location.reload();
      return;
    }
    bar.max = now.all || 1;
    bar.value = now.done;
    for (const name of ["done", "all"]) shown[name].textContent = figures.format(now[name]);
    setTimeout(follow, PAUSE);
  }

  function follow() {
    look().catch(() => setTimeout(follow, PAUSE * 5));
  }

  follow();
}
