// Home of the map: points in clusters over tiles or plain ground; the list beside it says the same.
import maplibre from "maplibre-gl/dist/maplibre-gl-csp.js";

const FONT = ["PingFang SC,Microsoft YaHei,Noto Sans CJK SC,Source Han Sans SC,sans-serif"];
const NEAR = 40;
const LISTED = 12;
const CLOSE = 16;

document.querySelectorAll("[data-map]").forEach(show);

async function show(figure) {
  const ground = figure.querySelector(".map-ground");
  try {
    const answer = await fetch(figure.dataset.map, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    draw(figure, ground, await answer.json());
  } catch {
    figure.classList.add("none");
  }
}

function draw(figure, ground, data) {
  maplibre.setWorkerUrl(figure.dataset.worker);
  const [west, south, east, north] = data.bbox;
  const map = new maplibre.Map({
    container: ground,
    style: style(figure, data),
    bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 48, maxZoom: 14 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    fadeDuration: 0,
    refreshExpiredTiles: false,
    locale: JSON.parse(figure.dataset.locale),
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  const popup = new maplibre.Popup({ maxWidth: "320px", focusAfterOpen: true });
  const open = (feature) => openAt(map, popup, feature, figure.dataset.more);
  map.on("click", ["clusters", "points"], (event) => open(event.features[0]));
  for (const layer of ["clusters", "points"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Escape") popup.remove();
    if (event.key === "Enter") openMiddle(map, open);
  });
  map.once("idle", () => (figure.dataset.drawn = data.features.length));
  figure.map = map;
}

function style(figure, data) {
  const paint = getComputedStyle(figure);
  const colour = (name) => paint.getPropertyValue(name).trim();
  const halo = { "text-halo-color": colour("--paper"), "text-halo-width": 1.6, "text-color": colour("--ink") };
  const kinds = ["match", ["get", "k"], 1, colour("--warn-fill"), 2, colour("--ok"), colour("--bar-fill")];
  const tiles = figure.dataset.tiles;
  return {
    version: 8,
    sources: {
      points: {
        type: "geojson", data, cluster: true, clusterRadius: 42, clusterMaxZoom: CLOSE, maxzoom: CLOSE + 1,
        clusterProperties: { hot: ["+", ["case", ["==", ["get", "k"], 1], 1, 0]] },
      },
      towns: { type: "geojson", data: data.towns },
      ...(tiles && { ground: { type: "raster", tiles: [tiles], tileSize: 256, maxzoom: 18 } }),
    },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour("--paper-2") } },
      ...(tiles ? [{ id: "ground", type: "raster", source: "ground" }] : []),
      {
        id: "clusters", type: "circle", source: "points", filter: ["has", "point_count"],
        paint: {
          "circle-color": ["case", [">", ["get", "hot"], 0], colour("--warn-soft"), colour("--act-soft")],
          "circle-stroke-color": ["case", [">", ["get", "hot"], 0], colour("--warn-fill"), colour("--act")],
          "circle-stroke-width": 1.5,
          "circle-radius": ["step", ["get", "point_count"], 14, 10, 17, 100, 21, 1000, 26],
        },
      },
      {
        id: "points", type: "circle", source: "points", filter: ["!", ["has", "point_count"]],
        paint: {
          "circle-color": kinds, "circle-radius": 7,
          "circle-stroke-width": 1.5, "circle-stroke-color": colour("--paper"),
        },
      },
      // What comes later is placed first: a township's name gives way to the counts.
      {
        id: "townships", type: "symbol", source: "towns", maxzoom: 13,
        layout: {
          "text-field": ["get", "t"], "text-font": FONT, "text-size": 14, "text-radial-offset": 1.7,
          "text-variable-anchor": ["bottom", "top", "left", "right"],
        },
        paint: halo,
      },
      {
        id: "counts", type: "symbol", source: "points", filter: ["has", "point_count"],
        layout: {
          "text-field": ["get", "point_count_abbreviated"], "text-font": FONT, "text-size": 12,
          "text-allow-overlap": true, "text-padding": 9,
        },
        paint: { "text-color": colour("--ink") },
      },
      {
        id: "names", type: "symbol", source: "points", minzoom: 12.5, filter: ["!", ["has", "point_count"]],
        layout: {
          "text-field": ["get", "t"], "text-font": FONT, "text-size": 12, "text-offset": [0, 0.9],
          "text-anchor": "top", "text-optional": true,
        },
        paint: halo,
      },
    ],
  };
}

// What lies nearest to the middle opens: the way of the keyboard.
function openMiddle(map, open) {
  const { clientWidth: wide, clientHeight: high } = map.getCanvas();
  const far = (one) => {
    const at = map.project(one.geometry.coordinates);
    return Math.hypot(at.x - wide / 2, at.y - high / 2);
  };
  const found = map.queryRenderedFeatures({ layers: ["clusters", "points"] });
  found.sort((one, other) => far(one) - far(other));
  if (found.length && far(found[0]) < Math.max(NEAR, wide)) open(found[0]);
}

async function openAt(map, popup, feature, more) {
  const at = feature.geometry.coordinates;
  if (!feature.properties.cluster) return tell(map, popup, at, [feature.properties], 0, more);
  const points = map.getSource("points");
  const zoom = await points.getClusterExpansionZoom(feature.properties.cluster_id);
  if (zoom <= CLOSE) return map.easeTo({ center: at, zoom });
  const leaves = await points.getClusterLeaves(feature.properties.cluster_id, LISTED, 0);
  const rest = feature.properties.point_count - leaves.length;
  tell(map, popup, at, leaves.map((leaf) => leaf.properties), rest, more);
}

function tell(map, popup, at, every, rest, more) {
  const list = document.createElement("ul");
  for (const one of every) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    link.href = one.u;
    link.textContent = one.t;
    row.append(link, ` ${one.s}`);
    list.append(row);
  }
  if (rest > 0) {
    const row = document.createElement("li");
    row.textContent = more.replace("{}", rest);
    list.append(row);
  }
  popup.setLngLat(at).setDOMContent(list).addTo(map);
}
