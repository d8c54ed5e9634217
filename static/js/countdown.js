// Minutes and seconds until a moment (a lease, the end of undo); afterwards says that it is over.
export default function (element) {
  const end = Date.parse(element.dataset.countdown);

  function tick() {
    const left = Math.max(0, Math.round((end - Date.now()) / 1000));
    element.textContent = left ? `${Math.floor(left / 60)}.${String(left % 60).padStart(2, "0")}` : element.dataset.over;
    if (!left) clearInterval(timer);
  }

  const timer = setInterval(tick, 1000);
  tick();
}
