// Home of the application's page while one types: the sum of the sites, what follows it, the checks of the foot.
const form = document.getElementById("draft");
if (form) {
  const foot = document.querySelector(".foot");
  const field = (name) => form.elements.namedItem(name);
  const said = (name) => Boolean(field(name) && field(name).value.trim());
  const figure = (one) => Number(((one && one.value) || "").normalize("NFKC").replace(/[,¥元\s]/g, "")) || 0;
  const column = (body, end) => [...document.querySelectorAll(`#${body} [name$="-${end}"]`)].map(figure);
  const neat = (value) => String(+value.toFixed(3));
  const sum = (values) => values.reduce((all, one) => all + one, 0);

  // What nobody typed into follows; what somebody typed stays.
  const follow = (one, value) => {
    if (!one || (one.value && one.value !== (one.dataset.followed || ""))) return;
    one.value = one.dataset.followed = value ? neat(value) : "";
    one.dispatchEvent(new Event("followed", { bubbles: true }));
  };

  const live = {
    estimate_positive: (estimate) => estimate > 0,
    estimate_within_cap: (estimate) => estimate * 100 <= Number(form.dataset.cap),
    photo_before: () => [...form.querySelectorAll("input[type=file]")].some((one) => one.files.length),
    consulted: () => ["held_on", "parties", "decision"].every(said),
    maintainer_named: () => said("maintainer"),
    root_cause_named: () => said("root_cause"),
  };
  const typed = ["maintainer_named", "root_cause_named", "estimate_positive", "estimate_within_cap"];

  const weigh = () => {
    const sites = sum(column("sites", "quantity"));
    document.getElementById("sites-sum").textContent = neat(sites);
    follow(field("lines-0-quantity"), sites);
    const prices = column("lines", "price");
    const estimate = sum(column("lines", "quantity").map((many, i) => +(many * prices[i]).toFixed(2)));
    document.getElementById("lines-sum").textContent = estimate.toLocaleString();
    follow(field("applied"), estimate);
    follow(field("funds-0-amount"), figure(field("applied")));
    foot.querySelectorAll("[data-check]").forEach((row) => {
      const rule = live[row.dataset.check];
      if (!rule) return;
      const held = "held" in row.dataset && !typed.includes(row.dataset.check);
      const holds = held || rule(estimate);
      const mark = row.firstElementChild;
      mark.textContent = holds ? "✓" : "✗";
      mark.className = holds ? "y" : "x";
    });
  };
  form.addEventListener("input", weigh);
  form.addEventListener("change", weigh);
  document.addEventListener("paste", () => setTimeout(weigh));
  if (!form.querySelector("fieldset.whole:disabled")) weigh();

  // Leaving with something unsaved is asked about; sending is not leaving.
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  addEventListener("beforeunload", (event) => changed && event.preventDefault());
}
