// Home of rows: a new one from a photo, what belongs together, sums and order.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What is seen of one matter at one place on one day belongs together.
export function batchOf(row) {
  const day = new Date(row.taken_at);
  const two = (n) => String(n).padStart(2, "0");
  return `${row.place_id}:${row.picture}:${day.getFullYear()}${two(day.getMonth() + 1)}${two(day.getDate())}`;
}

export function inBatch(rows, batch) {
  return rows.filter((row) => row.batch === batch && row.state !== "draft").sort((a, b) => a.sequence - b.sequence);
}

export function nextSequence(rows, batch) {
  return Math.max(0, ...inBatch(rows, batch).map((row) => row.sequence)) + 1;
}

export function total(rows) {
  return rows.reduce((sum, row) => sum + (Number(row.quantity) || 0), 0);
}

// Up to twenty by ones, then by fives, then by tens; never below one step.
export function stepped(size, up) {
  const by = size + (up ? 0 : -0.001) >= 100 ? 10 : size + (up ? 0 : -0.001) >= 20 ? 5 : 1;
  return Math.max(1, Math.round((size + (up ? by : -by)) * 10) / 10);
}
