// Hands a message to another app of the phone; where that is unknown the link beside it remains.
export default function (button) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => navigator.share({ text: button.dataset.share }).catch((error) => {
    if (error.name !== "AbortError") throw error;
  }));
}
