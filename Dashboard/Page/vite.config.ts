import { defineConfig } from "vite";

// Every address is relative, so the page also works below a path of a reverse proxy. Nothing is written into the HTML
// or inlined as a data: address: the content-security policy allows scripts and styles from the origin only.
export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    emptyOutDir: true,
  },
});
