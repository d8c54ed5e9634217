// Shrinks a photo on the phone (upright, at most 1280 px, about 150 kB) and shows it. What cannot be read here is sent as it is.
const ENOUGH = 150_000;
const ATTEMPTS = [[1280, 0.8], [1280, 0.6], [1024, 0.6], [800, 0.6]];

function jpeg(canvas, quality) {
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

function scaled(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function shrunk(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  let small;
  for (const [longest, quality] of ATTEMPTS) {
    small = await jpeg(scaled(picture, longest), quality);
    if (small.size <= ENOUGH) break;
  }
  picture.close();
  return small;
}

function replace(input, blob, name) {
  const files = new DataTransfer();
  files.items.add(new File([blob], name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
  input.files = files.files;
}

export default function (place, words) {
  const input = place.querySelector("input[type=file]");
  const frame = place.querySelector("[data-photo-preview]");
  const state = place.querySelector("[data-photo-state]");

  function preview(blob) {
    const image = new Image();
    image.alt = "";
    image.src = URL.createObjectURL(blob);
    image.onload = () => URL.revokeObjectURL(image.src);
    frame.replaceChildren(image);
  }

  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    state.textContent = words.shrinking;
    try {
      const small = await shrunk(file);
      if (input.files[0] !== file) return;
      if (small.size < file.size) replace(input, small, file.name);
      preview(small);
      state.textContent = words.photo_ready;
    } catch {
      state.textContent = words.photo_as_is;
    }
  });
}
