// Home of 发现问题: a photo makes a row, the row is kept here first, and goes out by itself.
import { keepForLater } from "./phone/keeping.js";
import { shrink } from "./phone/picture.js";
import { batchOf, inBatch, newKey, nextSequence, stepped, total } from "./phone/rows.js";
import { Sender } from "./phone/sending.js";
import { label, same, Spots } from "./phone/spots.js";
import { openStore } from "./phone/store.js";

const at = (id) => document.getElementById(id);
const known = JSON.parse(at("known").textContent);
const words = at("words").dataset;
const say = (name, facts = {}) => Object.entries(facts).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name]);
const asked = new URLSearchParams(location.search);
const spots = new Spots(known.spots, Number(asked.get("place")));
const DAYS_KEPT = 3;
const FIRST_SIZE = 5;

let store;
let sender;
let rows = [];
let draft = null;
let batch = "";
let view = "list";
let point = null;
let retaking = "";

start();

async function start() {
  store = await openStore(known.person);
  await clear();
  await reload();
  draft = rows.find((row) => row.state === "draft") || null;
  batch = (rows.filter((row) => row.batch).pop() || {}).batch || "";
  sender = new Sender(store, known.send, refresh);
  listen();
  show(draft ? "form" : "list");
  taken(); // what was photographed before this page listened
  sender.start();
  keepForLater(known.worker);
}

// What was sent and reported is the house's; it leaves the phone once the house has said so, or after days.
async function clear() {
  const old = Date.now() - DAYS_KEPT * 24 * 3600 * 1000;
  const gone = (await store.all()).filter(
    (row) => row.state === "sent" && (row.sent_at < old || (row.sent_at < known.at && !known.open.includes(row.batch))),
  );
  if (gone.length) await store.remove(...gone.map((row) => row.client_key));
}

async function reload() {
  rows = await store.all();
}

async function refresh() {
  await reload();
  if (view === "list") drawList();
  drawState();
}

function show(name) {
  view = name;
  at("form").hidden = name !== "form";
  at("list").hidden = name !== "list";
  at("elsewhere").hidden = name !== "elsewhere";
  at("save").hidden = name !== "form";
  at("two").hidden = name !== "list";
  at("title").textContent = name === "elsewhere" ? words.where : name === "list" && inBatch(rows, batch).length > 1 ? words.many : words.find;
  if (name === "form") drawForm();
  if (name === "list") drawList();
  if (name === "elsewhere") drawFound();
  drawState();
  window.scrollTo(0, 0);
}

function listen() {
  at("next").addEventListener("click", () => takePhoto(""));
  at("again").addEventListener("click", () => takePhoto(draft.client_key));
  at("camera").addEventListener("change", taken);
  at("less").addEventListener("click", () => resize(false));
  at("more").addEventListener("click", () => resize(true));
  at("size").addEventListener("change", () => change({ quantity: typedSize() }));
  at("danger").addEventListener("change", () => change({ danger: at("danger").checked }));
  at("form").addEventListener("change", chosen);
  at("form").addEventListener("submit", save);
  at("search").addEventListener("input", drawFound);
  at("back").addEventListener("click", goBack);
}

function goBack(event) {
  if (view === "list") return;
  event.preventDefault();
  show(view === "elsewhere" ? "form" : "list");
}

function takePhoto(key) {
  retaking = key;
  at("camera").click();
  locate();
}

async function taken() {
  const file = at("camera").files[0];
  if (!file) return;
  at("camera").value = "";
  let shot;
  try {
    shot = await shrink(file);
  } catch {
    trouble(words.nofile);
    return;
  }
  const retaken = rows.find((row) => row.client_key === retaking);
  const row = retaken ? { ...retaken, ...shot, taken_at: Date.now() } : { ...begun(), ...shot };
  if (!(await keep(row))) return;
  if (row.state === "draft") draft = row;
  show(row.state === "draft" ? "form" : "list");
}

// A new row begins as the last one was; so a row of potholes asks for nothing but its photo.
function begun() {
  const last = inBatch(rows, batch).pop();
  const spot = last ? { place: last.place_id, name: last.spot_name } : spots.offered(rows, point)[0];
  const picture = last ? last.picture : document.querySelector("[name=picture]").value;
  return {
    client_key: newKey(), state: "draft", order: Date.now(), taken_at: Date.now(), danger: false, picture,
    place_id: spot ? spot.place : null, spot_name: spot ? spot.name : "", quantity: last ? last.quantity : FIRST_SIZE,
    longitude: point ? point.lon : null, latitude: point ? point.lat : null,
  };
}

async function keep(...kept) {
  try {
    await store.put(...kept);
  } catch {
    trouble(words.full);
    return false;
  }
  trouble("");
  await reload();
  return true;
}

async function change(said) {
  draft = { ...draft, ...said };
  await keep(draft);
  drawForm();
}

function chosen(event) {
  const field = event.target;
  if (field.name === "picture") change({ picture: field.value });
  if (field.name === "spot") change(offered()[Number(field.value)]);
}

function typedSize() {
  const typed = Number(at("size").value.normalize("NFKC").replace(/,/g, ""));
  return typed > 0 ? Math.round(typed * 10) / 10 : draft.quantity;
}

function resize(up) {
  change({ quantity: stepped(typedSize(), up) });
}

async function save(event) {
  event.preventDefault();
  if (!draft.place_id) return trouble(words.noplace);
  const own = batchOf(draft);
  const row = { ...draft, state: "local", batch: own, sequence: nextSequence(rows, own) };
  if (!(await keep(row))) return;
  draft = null;
  batch = own;
  show("list");
  sender.start();
}

function locate() {
  if (!window.isSecureContext || !navigator.geolocation) return;
  const found = ({ coords }) => {
    point = { lon: coords.longitude, lat: coords.latitude };
    if (draft && draft.longitude === null) change({ longitude: point.lon, latitude: point.lat });
  };
  navigator.geolocation.getCurrentPosition(found, () => {}, { timeout: 8000, maximumAge: 60000 });
}

function offered() {
  const own = { place: draft.place_id, name: draft.spot_name, in: spots.placeName(draft.place_id) };
  const found = spots.offered(rows.filter((row) => row !== draft && row.place_id), point, draft.place_id ? own : null);
  return found.map((spot) => ({ ...spot, place_id: spot.place, spot_name: spot.name }));
}

function drawForm() {
  at("shot").src = draft.thumb;
  const time = new Date(draft.taken_at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  at("when").textContent = `${words.taken} ${time}`;
  const boxes = offered().map((spot, i) => spotBox(spot, i));
  const other = element("button", { type: "button", className: "opt ot", textContent: `${words.where}……` });
  other.addEventListener("click", () => show("elsewhere"));
  at("places").replaceChildren(...boxes, other);
  document.querySelectorAll("[name=picture]").forEach((box) => (box.checked = box.value === draft.picture));
  at("size").value = draft.quantity;
  at("size-u").textContent = known.units[draft.picture];
  at("danger").checked = draft.danger;
}

function spotBox(spot, i) {
  const box = element("input", { type: "radio", name: "spot", value: i, className: "vh", checked: same(spot, { place: draft.place_id, name: draft.spot_name }) });
  const face = element("span", { className: "opt", textContent: label(spot) });
  const whole = element("label");
  whole.append(box, face);
  return whole;
}

function drawFound() {
  const typed = at("search").value.trim();
  const found = spots.matching(rows.filter((row) => row.place_id), typed);
  const picks = found.map((spot) => pick(spot.name ? `${spot.in} ${spot.name}` : spot.in, spot));
  if (typed && draft.place_id && !found.some((spot) => label(spot) === typed)) {
    picks.push(pick(say("own", { name: typed }), { place: draft.place_id, name: typed }));
  }
  at("found").replaceChildren(...picks);
}

function pick(text, spot) {
  const button = element("button", { type: "button", className: "opt", textContent: text });
  button.addEventListener("click", async () => {
    await change({ place_id: spot.place, spot_name: spot.name });
    at("search").value = "";
    show("form");
  });
  const item = element("li");
  item.append(button);
  return item;
}

function drawList() {
  const own = inBatch(rows, batch);
  const local = rows.filter((row) => row.state === "local");
  at("count").textContent = own.length;
  at("total").textContent = own.length ? total(own).toLocaleString("zh-CN", { minimumFractionDigits: 1, maximumFractionDigits: 1 }) : "";
  at("unit").textContent = own.length ? known.units[own[0].picture] : "";
  const open = [...document.querySelectorAll("#rows details[open]")].map((one) => one.dataset.key);
  at("rows").replaceChildren(...own.map((row, i) => listRow(row, i, own, open)));
  if (!own.length) at("rows").append(element("li", { className: "none", textContent: known.spots.length ? words.none : words.noplace }));
  if (draft) at("rows").append(draftRow());
  at("next-l").textContent = own.length ? say("next", { n: own.length + 1 }) : at("next-l").textContent;
  const report = at("report");
  report.hidden = !own.length || own.some((row) => row.state !== "sent");
  report.href = known.report.replace("BATCH", encodeURIComponent(batch));
  at("two").classList.toggle("pair2", !report.hidden);
  drawNet(local.length);
  drawOthers();
}

function drawNet(local) {
  const sent = inBatch(rows, batch).filter((row) => row.state === "sent").length;
  const offline = !navigator.onLine || sender.trouble === "net";
  const text = sender.trouble === "signin" ? "signin" : offline ? "waiting" : "sending";
  at("net").hidden = !local;
  const told = local ? say(text, { local, sent }) : "";
  if (at("net").textContent !== told) at("net").textContent = told;
}

function drawState() {
  const local = rows.filter((row) => row.state === "local").length;
  at("state").replaceChildren(...(local ? badge("local", `${words.local} ${local}`) : []));
}

function drawOthers() {
  const others = [...new Set(rows.map((row) => row.batch).filter((one) => one && one !== batch))];
  at("others").replaceChildren(
    ...others.map((one) => {
      const inside = inBatch(rows, one);
      const button = element("button", { type: "button", className: "opt", textContent: say("other", { what: known.names[inside[0].picture] || "", n: inside.length }) });
      button.addEventListener("click", () => {
        batch = one;
        show("list");
      });
      return button;
    }),
  );
}

function listRow(row, i, own, open) {
  const movable = row.state === "local" && sender.busy !== row.client_key;
  const line = element(row.state === "sent" ? "div" : "summary", { className: "ln" });
  const size = element("span", { className: "qv" });
  size.append(element("b", { textContent: Number(row.quantity).toLocaleString("zh-CN", { minimumFractionDigits: 1 }) }), ` ${known.units[row.picture]} ${row.spot_name}`);
  const mark = element("span", { className: `sv ${row.state}` });
  mark.append(...badge(row.state, words[row.state]));
  line.append(element("span", { className: "nn", textContent: i + 1 }), element("img", { className: "th2", src: row.thumb, alt: say("spot", { n: i + 1 }) }), size, mark);
  const item = element("li");
  if (row.state === "sent") {
    item.append(line);
    return item;
  }
  const whole = element("details", { open: open.includes(row.client_key) });
  whole.dataset.key = row.client_key;
  const acts = element("div", { className: "acts4" });
  if (row.says) acts.append(element("p", { textContent: row.says }));
  const movers = own.filter((other) => other.state === "local");
  const place = movers.indexOf(row);
  if (movable && place > 0) acts.append(act("up", () => swap(row, movers[place - 1])));
  if (movable && place >= 0 && place < movers.length - 1) acts.append(act("down", () => swap(row, movers[place + 1])));
  if (movable) acts.append(act("retake", () => takePhoto(row.client_key)));
  if (movable || row.state === "refused") acts.append(act("drop", () => drop(row)));
  whole.append(line, acts);
  item.append(whole);
  return item;
}

function draftRow() {
  const button = element("button", { type: "button", className: "ln" });
  const mark = element("span", { className: "sv local", textContent: words.draft });
  button.append(element("img", { className: "th2", src: draft.thumb, alt: "" }), element("span", { className: "qv" }), mark);
  button.addEventListener("click", () => show("form"));
  const item = element("li");
  item.append(button);
  return item;
}

function act(name, done) {
  const button = element("button", { type: "button", className: "opt" });
  button.append(at(`ic-${name}`).content.cloneNode(true), words[name]);
  button.addEventListener("click", done);
  return button;
}

function badge(state, text) {
  const drawn = at(`ic-${state}`);
  return [...(drawn ? [drawn.content.cloneNode(true)] : []), text];
}

async function swap(row, other) {
  await keep({ ...row, sequence: other.sequence }, { ...other, sequence: row.sequence });
  drawList();
}

async function drop(row) {
  await store.remove(row.client_key);
  await refresh();
}

function trouble(text) {
  at("trouble").hidden = !text;
  at("trouble").textContent = text;
}

function element(name, said = {}) {
  return Object.assign(document.createElement(name), said);
}
