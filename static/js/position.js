// Notes where the form is filled in, only after somebody taps the button.
export default function (button, words) {
  const { latitude, longitude, accuracy } = button.form.elements;
  const state = document.getElementById(button.dataset.position);

  function keep({ coords }) {
    latitude.value = coords.latitude.toFixed(6);
    longitude.value = coords.longitude.toFixed(6);
    accuracy.value = Math.round(coords.accuracy);
    state.textContent = words.position_kept.replace("#", accuracy.value);
    latitude.dispatchEvent(new Event("input", { bubbles: true }));
  }

  button.hidden = !navigator.geolocation;
  button.addEventListener("click", () => {
    state.textContent = words.locating;
    navigator.geolocation.getCurrentPosition(keep, () => (state.textContent = words.position_unknown), { enableHighAccuracy: true, timeout: 15000 });
  });
}
