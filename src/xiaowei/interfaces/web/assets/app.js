// Home of the comfort: everything here also works without it.
import "./apply.js";

document.documentElement.classList.add("js");

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && event.target.checkValidity()) form.requestSubmit ? form.requestSubmit() : form.submit();
  const shot = event.target.closest(".snapbox");
  if (shot) showChosen(shot, event.target.files[0]);
});

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(copy);
  if (event.target.closest("[data-print]")) window.print();
  const close = event.target.closest("[data-close]");
  if (close) {
    event.preventDefault();
    closeDrawer();
  }
  const menu = event.target.closest("[data-menu]");
  if (menu) showMenu(menu, menu.getAttribute("aria-expanded") !== "true");
  if (event.target.closest("[data-print]")) window.print();
  const add = event.target.closest("[data-add-row]");
  if (add) addRow(document.getElementById(add.dataset.addRow));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") escape();
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    const save = document.querySelector("[data-save]");
    if (save) {
      event.preventDefault();
      save.click();
    }
  }
  if (event.key === "Enter" && !event.isComposing && event.target.matches("[data-grid] input:not([type=file])")) {
    event.preventDefault();
    goBelow(event.target);
  }
  const typing = event.target.matches("input, select, textarea");
  if (!typing && /^[0-9]$/.test(event.key)) {
    const key = document.querySelector(`[data-key="${event.key}"]`);
    if (key) key.click();
  }
});

// What is on its way is not sent twice; it may be sent again when one comes back or nothing answers.
const PATIENCE = 10000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, PATIENCE);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

async function copyText(button) {
  const text = document.getElementById(button.dataset.copy).textContent.replace(/\s+/g, "");
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.querySelector("span").textContent = button.dataset.done;
}

// On a small screen the menu opens below the bar, its first page at hand.
function showMenu(button, open) {
  button.setAttribute("aria-expanded", open);
  button.closest(".top").classList.toggle("open", open);
  if (open) document.querySelector("#nav a").focus();
}

// Esc closes what is open and goes back to what opened it; nothing that was typed is lost.
function escape() {
  const menu = document.querySelector("[data-menu][aria-expanded=true]");
  if (menu) {
    showMenu(menu, false);
    menu.focus();
  }
  document.querySelectorAll("details.me[open], details.df[open], details.others[open]").forEach((one) => {
    one.open = false;
    one.querySelector("summary").focus();
  });
  closeDrawer();
}

function closeDrawer() {
  const drawer = document.getElementById("drawer");
  if (!drawer || !drawer.firstElementChild) return;
  drawer.replaceChildren();
  const open = document.querySelector(".fig.on");
  if (open) {
    open.classList.remove("on");
    open.focus();
  }
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.matches(".fig")) return;
  document.querySelectorAll(".fig.on").forEach((figure) => figure.classList.remove("on"));
  event.target.classList.add("on");
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "drawer") event.target.scrollIntoView({ block: "nearest" });
});

// On a phone a table's rows are cards: each cell is told the name of its column.
document.querySelectorAll("table.cards").forEach((table) => {
  const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  table.querySelectorAll("tbody tr, tfoot tr").forEach((row) => {
    const whole = row.children.length === heads.length;
    [...row.children].forEach((cell, i) => (cell.dataset.label = whole ? heads[i] : ""));
  });
});

// A grid grows by one empty row: the last row is copied, its fields emptied and renumbered.
function addRow(body) {
  const last = body.lastElementChild;
  const row = last.cloneNode(true);
  const next = body.children.length;
  row.querySelectorAll("input, select").forEach((input) => {
    if (input.matches("input")) input.value = "";
    input.name = input.name.replace(/-\d+-/, `-${next}-`);
    input.id = input.id.replace(/-\d+-/, `-${next}-`);
    const named = input.getAttribute("aria-label") || "";
    input.setAttribute("aria-label", named.replace(/\d+$/, next + 1));
  });
  const number = row.querySelector("[data-number]");
  if (number) number.textContent = next + 1;
  body.append(row);
  const total = document.querySelector(`[name="${body.dataset.total}"]`);
  if (total) total.value = next + 1;
  row.querySelector("input").focus();
}

// Enter in a grid goes on below, as in a sheet; below the last row that says something comes a new one.
function goBelow(field) {
  const row = field.closest("tr");
  const column = [...row.querySelectorAll("input")].indexOf(field);
  const says = [...row.querySelectorAll("input:not([type=hidden])")].some((one) => one.value);
  if (!row.nextElementSibling && says && row.parentElement.dataset.total) addRow(row.parentElement);
  if (row.nextElementSibling) row.nextElementSibling.querySelectorAll("input")[column].focus();
}

// A block copied from Excel is spread over the grid from the cell it is pasted into.
document.addEventListener("paste", (event) => {
  const body = event.target.closest("[data-grid]");
  const text = event.clipboardData.getData("text/plain");
  if (!body || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const start = [...body.children].indexOf(event.target.closest("tr"));
  const typed = "input:not([type=file])";
  const column = [...event.target.closest("tr").querySelectorAll(typed)].indexOf(event.target);
  text.trimEnd().split(/\r?\n/).forEach((line, offset) => {
    while (body.children.length <= start + offset) addRow(body);
    const cells = [...body.children[start + offset].querySelectorAll(typed)];
    line.split("\t").forEach((value, i) => {
      if (cells[column + i]) cells[column + i].value = value.trim();
    });
  });
});

// Files dropped anywhere on the drop area go into its field.
document.querySelectorAll("[data-drop]").forEach((area) => {
  const field = area.querySelector("input[type=file]");
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("over");
    field.files = event.dataTransfer.files;
    area.closest("form").submit();
  });
  field.addEventListener("change", () => area.closest("form").submit());
});

// An amount is typed in yuan, or in 万元 where it says so.
const number = (field) => {
  const typed = ((field && field.value) || "").normalize("NFKC").trim();
  return Number(typed.replace(/[,¥万元\s]/g, "")) * (/万元?$/.test(typed) ? 10000 : 1) || 0;
};

// What is in a field is said once more beside it, in the words of the page.
const sayBeside = (selector, words) =>
  document.querySelectorAll(selector).forEach((field) => {
    const beside = document.createElement("p");
    beside.className = "beside";
    beside.setAttribute("aria-live", "polite");
    field.after(beside);
    const say = () => (beside.textContent = words(field));
    field.addEventListener("input", say);
    say();
  });

// An amount is said in 万元, the unit of the lists.
sayBeside("[data-yuan]", (field) => {
  const yuan = number(field);
  return yuan ? `= ${+(yuan / 10000).toFixed(6)} ${field.dataset.yuan}` : "";
});

// A browser that speaks another language writes days in its own order: 03/04 is said in words.
const spoken = document.documentElement.lang;
if (navigator.language.slice(0, 2) !== spoken.slice(0, 2)) {
  const said = new Intl.DateTimeFormat(spoken, { dateStyle: "full", timeZone: "UTC" });
  sayBeside(".f input[type=date]", (field) => (field.value ? said.format(new Date(field.value)) : ""));
}

// A field that only one choice needs is shown with it.
document.querySelectorAll("[data-when]").forEach((field) => {
  const wanted = field.dataset.when.split(":");
  const choice = field.form.elements[wanted[0]];
  const show = () => {
    field.disabled = choice.value !== wanted[1];
    field.closest(".f").hidden = field.disabled;
  };
  choice.addEventListener("change", show);
  show();
});

// What was refused is seen at once: the first field that has to be changed.
const wrong = [...document.querySelectorAll("main form .err")].find((one) => one.offsetParent);
if (wrong) {
  const box = wrong.closest(".f");
  const field = box && box.querySelector("input:not([type=hidden]), select, textarea");
  (field || wrong).scrollIntoView({ block: "center" });
  if (field) field.focus({ preventScroll: true });
}

// What one comes back to is open at the desk and folded on a phone.
if (matchMedia("(max-width:600px)").matches) {
  document.querySelectorAll("[data-folds]").forEach((one) => (one.open = false));
}

// Sums said while one types: of a column of amounts, of quantity x price, of what is joined, of what cuts leave.
const total = (values) => +values.reduce((sum, one) => sum + one, 0).toFixed(2);
const cells = (body, end) => [...body.querySelectorAll(`[name$="-${end}"]`)].map(number);

function saySums() {
  document.querySelectorAll("[data-sum]").forEach((body) => {
    document.getElementById(body.dataset.sum).textContent = total(cells(body, "amount")).toLocaleString();
    sayRest(body);
  });
  document.querySelectorAll("[data-product]").forEach((body) => {
    const prices = cells(body, "price");
    const lines = cells(body, "quantity").map((many, i) => +(many * prices[i]).toFixed(2));
    document.getElementById(body.dataset.product).textContent = total(lines).toLocaleString();
  });
  document.querySelectorAll("[data-joins]").forEach((box) => {
    const known = Object.fromEntries(box.dataset.joins.split(" ").map((one) => one.split(":")));
    const ticked = [...box.querySelectorAll(":checked")].map((one) => Number(known[one.value]));
    const fen = total([Number(box.dataset.own), ...ticked]);
    document.getElementById(box.dataset.out).textContent = (fen / 1000000).toFixed(2);
  });
}

// What a column of amounts still lacks of its whole, or has too much.
function sayRest(body) {
  const out = document.getElementById(body.dataset.rest);
  const rest = total([number(document.getElementById(body.dataset.whole)), ...cells(body, "amount").map((one) => -one)]);
  const says = rest > 0 ? out.dataset.short : rest < 0 ? out.dataset.over : out.dataset.even;
  const begun = number(document.getElementById(body.dataset.whole)) || cells(body, "amount").some(Boolean);
  out.textContent = begun ? says.replace("{}", Math.abs(rest).toLocaleString()) : "";
  out.className = rest ? "warnc" : "okc";
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-cut]")) sayLeft(event.target.form);
  saySums();
});

// What the cuts leave of the amount asked for is the amount approved.
function sayLeft(form) {
  const left = form.querySelector("[data-left-of]");
  const cut = total([...form.querySelectorAll("[data-cut]")].map(number));
  left.value = (Number(left.dataset.leftOf) - cut).toFixed(2).replace(/\.00$/, "");
  left.dispatchEvent(new Event("input"));
}
saySums();

function showChosen(shot, file) {
  shot.classList.toggle("has", Boolean(file));
  shot.querySelector("small").textContent = file ? file.name : "";
}

// What scrolls inside itself is reached by key where nothing within it is.
const WITHIN = "a[href], button, input, select, textarea, summary";
function reachScrolls() {
  document.querySelectorAll(".scroll").forEach((box) => {
    const lonely = box.scrollWidth > box.clientWidth && !box.querySelector(WITHIN);
    lonely ? (box.tabIndex = 0) : box.removeAttribute("tabindex");
  });
}
reachScrolls();
window.addEventListener("resize", reachScrolls);
document.addEventListener("toggle", reachScrolls, true);
