// Home of where it is: the nearest three where the phone knows its point, else those used last.
const SHOWN = 3;

export class Spots {
  constructor(known, first) {
    this.known = known;
    this.first = first;
  }

  // Those used on this phone stand before those the house knows; a place of its own after what is in it.
  ranked(rows, point) {
    const used = rows.slice().reverse().map((row) => ({ place: row.place_id, name: row.spot_name, lon: row.longitude, lat: row.latitude, in: this.placeName(row.place_id), used: true }));
    const first = this.known.filter((spot) => spot.place === this.first && !spot.name);
    const every = unique([...first, ...used, ...this.known]);
    if (!point) return every;
    const measured = every.filter((spot) => spot.lon !== null && spot.lon !== undefined);
    const near = measured.sort((a, b) => apart(a, point) - apart(b, point));
    return unique([...first, ...near, ...every]);
  }

  offered(rows, point, chosen) {
    const found = this.ranked(rows, point).slice(0, SHOWN);
    if (!chosen || found.some((spot) => same(spot, chosen))) return found;
    return [chosen, ...found].slice(0, SHOWN);
  }

  matching(rows, typed) {
    const wanted = typed.trim().toLowerCase();
    return this.ranked(rows).filter((spot) => `${spot.in}${spot.name}`.toLowerCase().includes(wanted));
  }

  placeName(place) {
    const found = this.known.find((spot) => spot.place === place);
    return found ? found.in : "";
  }
}

export const same = (one, other) => one.place === other.place && one.name === other.name;
export const label = (spot) => spot.name || spot.in;

function unique(spots) {
  return spots.filter((spot, i) => spots.findIndex((other) => same(spot, other)) === i);
}

function apart(spot, point) {
  const east = (spot.lon - point.lon) * Math.cos((point.lat * Math.PI) / 180);
  return east ** 2 + (spot.lat - point.lat) ** 2;
}
