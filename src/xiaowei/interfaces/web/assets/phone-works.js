// Home of a contractor's slots: small photos, and the picture from before as a ghost behind the camera.
import { shrink } from "./phone/picture.js";

document.documentElement.classList.add("js");
const at = (id) => document.getElementById(id);
const before = document.querySelector('[data-slot="before"] img');
let stream = null;
let aiming = null;

document.querySelectorAll("[data-slot]").forEach((form) => {
  const field = form.querySelector("input[type=file]");
  field.addEventListener("change", () => field.files[0] && send(form, field.files[0]));
  if (form.dataset.slot !== "before" && before && mayAim()) {
    form.querySelector("label").addEventListener("click", (event) => aim(event, form));
  }
});

// Where there is no camera to look through, the phone's own opens, with the picture from before beside.
function mayAim() {
  return window.isSecureContext && navigator.mediaDevices && "showModal" in HTMLDialogElement.prototype;
}

async function aim(event, form) {
  event.preventDefault();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1600 } } });
  } catch {
    form.querySelector("input[type=file]").click();
    return;
  }
  aiming = form;
  at("live").srcObject = stream;
  at("ghost").src = before.src;
  at("aim").showModal();
  await at("live").play();
}

at("leave").addEventListener("click", () => at("aim").close());
at("aim").addEventListener("close", () => {
  if (stream) stream.getTracks().forEach((track) => track.stop());
  stream = null;
});
at("shutter").addEventListener("click", () => {
  const live = at("live");
  const canvas = Object.assign(document.createElement("canvas"), { width: live.videoWidth, height: live.videoHeight });
  canvas.getContext("2d").drawImage(live, 0, 0);
  canvas.toBlob((shot) => send(aiming, shot), "image/jpeg", 0.85);
});

async function send(form, shot) {
  const small = await shrink(shot);
  const carried = new DataTransfer();
  carried.items.add(new File([small.photo], "photo.jpg", { type: "image/jpeg" }));
  form.querySelector("input[type=file]").files = carried.files;
  form.submit();
}
