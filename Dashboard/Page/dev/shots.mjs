// Pictures of every panel, both themes, both widths, for a critical look: node dev/shots.mjs FOLDER [PANEL...]
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { start } from "./server.mjs";

const Panels = ["run", "cluster", "steps", "network", "checkpoints", "events", "actors", "compare"];
const [folder, ...chosen] = process.argv.slice(2);
const port = 7172;

mkdirSync(folder, { recursive: true });
const server = start({ port, steps: 4000, frozen: true });
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  for (const [theme, width, height] of [
    ["light", 1440, 1000],
    ["dark", 1440, 1000],
    ["light", 390, 844],
    ["dark", 390, 844],
  ]) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
    page.on("console", (message) => message.type() === "error" && console.log(message.text()));
    page.on("pageerror", (error) => console.log(error.stack));
    for (const panel of chosen.length > 0 ? chosen : Panels) {
      await page.goto(`http://127.0.0.1:${port}/?panel=${panel}`);
      await page.waitForTimeout(2600); // charts out of sight are drawn every two seconds
      await page.screenshot({ path: `${folder}/${panel}-${theme}-${width}.png`, fullPage: true });
    }

    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
