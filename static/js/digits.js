// Shows digits in groups while typing ("1303 0512…", "1.200.000"); what is sent stays plain digits.
const PLAIN = /[\s.\-\u00a0]/g;

function grouped(digits, kind) {
  return kind === "thousands" ? digits.replace(/\B(?=(\d{3})+$)/g, ".") : digits.replace(new RegExp(`(.{${kind}})(?=.)`, "g"), "$1 ");
}

export default function (input) {
  const kind = input.dataset.digits;
  const plain = () => input.value.replace(PLAIN, "");

  function regroup() {
    const digits = plain();
    if (!/^\d*$/.test(digits)) return;
    const atEnd = input.selectionStart === input.value.length;
    const before = input.value.slice(0, input.selectionStart).replace(PLAIN, "").length;
    input.value = grouped(digits, kind);
    if (atEnd || document.activeElement !== input) return;
    let place = 0;
    for (let seen = 0; seen < before; place += 1) if (/\d/.test(input.value[place])) seen += 1;
    input.setSelectionRange(place, place);
  }

  input.removeAttribute("maxlength");
  input.addEventListener("input", regroup);
  input.form.addEventListener("formdata", ({ formData }) => formData.set(input.name, plain()));
  regroup();
}
