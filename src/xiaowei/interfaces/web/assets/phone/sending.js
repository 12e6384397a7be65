// Home of sending: what is kept here goes out in the background, one after the other, until it has arrived.
const SOON = 4000;
const LATE = 60000;
const PATIENCE = 90000;
const FIELDS = [
  "client_key", "batch", "sequence", "place_id", "picture", "spot_name", "quantity", "longitude", "latitude",
  "taken_at",
];

export class Sender {
  constructor(store, address, told) {
    Object.assign(this, { store, address, told, busy: "", trouble: "", wait: SOON });
    window.addEventListener("online", () => this.start());
    window.addEventListener("offline", () => told());
    document.addEventListener("visibilitychange", () => document.hidden || this.start());
  }

  start() {
    this.wait = SOON;
    return this.round();
  }

  // Two pages of one phone do not send at once; the house would take the same row for the same anyway.
  async round() {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    clearTimeout(this.timer);
    try {
      if (navigator.locks) await navigator.locks.request("xiaowei-send", { ifAvailable: true }, (lock) => lock && this.sendAll());
      else await this.sendAll();
    } finally {
      this.running = false;
      this.busy = "";
    }
    await this.told();
    if (this.again) {
      this.again = false;
      return this.round();
    }
    if ((await this.waiting()).length) this.later();
  }

  later() {
    this.timer = setTimeout(() => this.round(), this.wait);
    this.wait = Math.min(this.wait * 2, LATE);
  }

  async waiting() {
    return (await this.store.all()).filter((row) => row.state === "local");
  }

  async sendAll() {
    for (const { client_key } of await this.waiting()) {
      this.busy = client_key;
      const row = await this.store.get(client_key);
      if (!row || row.state !== "local") continue;
      const came = await this.send(row);
      this.trouble = came.trouble || "";
      if (came.trouble) return;
      await this.store.put({ ...row, ...came });
      this.busy = "";
      await this.told();
    }
  }

  async send(row) {
    const body = new FormData();
    FIELDS.forEach((name) => row[name] !== null && row[name] !== undefined && body.append(name, row[name]));
    if (row.danger) body.append("danger", "on");
    body.append("photo", row.photo, "photo.jpg");
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const headers = { "X-CSRFToken": cookie("csrftoken"), Accept: "application/json" };
      const asked = { method: "POST", body, headers, redirect: "manual", signal: stop.signal };
      return await read(await fetch(this.address, asked));
    } catch {
      return { trouble: "net" };
    } finally {
      clearTimeout(timer);
    }
  }
}

async function read(answer) {
  const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
  if (told.stored) return { state: "sent", sent_at: Date.now() };
  if (told.refused) return { state: "refused", says: told.says };
  return { trouble: answer.status >= 500 ? "net" : "signin" };
}

function cookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
