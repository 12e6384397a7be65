// Home of the build of styles and scripts: src/xiaowei/interfaces/web/assets -> static/built.
import { build } from "esbuild";
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const web = "src/xiaowei/interfaces/web";
const out = join(web, "static/built");
// The phone, maps and charts are bundles of their own: only pages that show one load them.
const own = [
  "app.css", "app.js", "phone.css", "phone.js", "phone-home.js", "phone-works.js", "phone-worker.js", "map.css", "map.js",
  "charts.js",
].map((name) => join(web, "assets", name));
const worker = "node_modules/maplibre-gl/dist/maplibre-gl-csp-worker.js";
const entryPoints = [...own.filter(existsSync), worker].map((path) => ({
  in: path,
  out: path.split("/").pop().replace(/\.\w+$/, ""),
}));

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints,
  outdir: out,
  bundle: true,
  minify: true,
  // The browsers in government offices are years behind.
  target: ["chrome80", "firefox78", "safari14"],
  // Every one of them knows it but for a corner that nobody here uses.
  supported: { destructuring: true },
  external: ["*.woff2", "*.png"],
  // Drawings within a library's style sheet are carried in it: the page asks for nothing more.
  loader: { ".svg": "dataurl" },
  legalComments: "none",
  logLevel: "warning",
});
copyFileSync("node_modules/htmx.org/dist/htmx.min.js", join(out, "htmx.min.js"));
