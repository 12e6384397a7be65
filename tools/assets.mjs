// Home of the build of styles and scripts: src/xiaowei/interfaces/web/assets -> static/built.
import { build } from "esbuild";
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const web = "src/xiaowei/interfaces/web";
const out = join(web, "static/built");
const entries = ["app.css", "app.js", "phone.css", "phone.js", "phone-worker.js"].map((name) => join(web, "assets", name)).filter(existsSync);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: entries,
  outdir: out,
  bundle: true,
  minify: true,
  // The browsers in government offices are years behind.
  target: ["chrome80", "firefox78", "safari14"],
  external: ["*.woff2", "*.png", "*.svg"],
  logLevel: "warning",
});
copyFileSync("node_modules/htmx.org/dist/htmx.min.js", join(out, "htmx.min.js"));
