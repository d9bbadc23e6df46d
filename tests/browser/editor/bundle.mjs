/** node bundle.mjs MODULES ENTRY FOLDER: bundles ENTRY with the packages of the site's front end. */
import { pathToFileURL } from "node:url";

const [modules, entry, folder] = process.argv.slice(2);
const { build } = await import(pathToFileURL(`${modules}/rolldown/dist/index.mjs`).href);
await build({
  input: entry,
  logLevel: "warn",
  resolve: { modules: [modules] },
  moduleTypes: { ".css": "empty" },
  transform: { define: { "process.env.NODE_ENV": '"production"' }, jsx: { runtime: "automatic" } },
  output: { dir: folder, format: "esm", minify: true, entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
});
