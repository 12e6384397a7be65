// Home of what the phone keeps: every row with its photo, in one database a person; it outlives the browser.
const NAME = "rows";

export async function openStore(person) {
  const asked = indexedDB.open(`xiaowei-${person}`, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(NAME, { keyPath: "client_key" });
  return new Store(await answer(asked));
}

class Store {
  constructor(database) {
    this.database = database;
  }

  async all() {
    const rows = await answer(this.begin("readonly").objectStore(NAME).getAll());
    return rows.sort((a, b) => a.order - b.order);
  }

  get(key) {
    return answer(this.begin("readonly").objectStore(NAME).get(key));
  }

  // Done only when it is written for good: a badge that says so may be believed.
  async put(...rows) {
    const going = this.begin("readwrite");
    rows.forEach((row) => going.objectStore(NAME).put(row));
    await whole(going);
  }

  async remove(...keys) {
    const going = this.begin("readwrite");
    keys.forEach((key) => going.objectStore(NAME).delete(key));
    await whole(going);
  }

  begin(mode) {
    return this.database.transaction(NAME, mode, { durability: "strict" });
  }
}

function answer(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

function whole(going) {
  return new Promise((done, failed) => {
    going.oncomplete = done;
    going.onabort = () => failed(going.error);
    going.onerror = () => failed(going.error);
  });
}
