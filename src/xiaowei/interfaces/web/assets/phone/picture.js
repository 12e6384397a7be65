// Home of making a photo small enough to send over a village's network: a JPEG without what the camera adds.
const LONGEST = 1600;
const THUMB = 360;

export async function shrink(file) {
  const image = await load(await read(file));
  return { photo: await blob(drawn(image, LONGEST)), thumb: drawn(image, THUMB).toDataURL("image/jpeg", 0.6) };
}

function read(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

function load(address) {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => failed(new Error("no picture"));
    image.src = address;
  });
}

function drawn(image, longest) {
  const scale = Math.min(1, longest / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function blob(canvas) {
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
}
