// Opens every panel in both themes and both widths against the synthetic run, under the real content-security policy,
// and demands: axe-core finds nothing, no sideways scroll, no error in the console. Also that a run of 200,000 steps
// opens in under two seconds, that the controls work with the token, and that a lost server is found again.
//   node dev/axe.mjs        (after npm run build; the browser is CHROMIUM or /usr/bin/chromium)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { start } from "./server.mjs";

const Port = 7173;
const Address = `http://127.0.0.1:${Port}/`;
const Panels = ["run", "cluster", "steps", "network", "checkpoints", "events", "actors", "compare"];
const OpenMilliseconds = 2000;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const failures = [];
let checks = 0;

function check(isGood, text) {
  checks++;
  if (!isGood) {
    failures.push(text);
    console.log(`not so: ${text}`);
  }
}

async function open(browser, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("console", (message) => check(message.type() !== "error", `no error in the console: ${message.text()}`));
  page.on("pageerror", (error) => check(false, `no error in the page: ${error.stack}`));
  page.on("request", (request) => check(request.url().startsWith(Address), `no request to ${request.url()}`));
  return page;
}

const isQuick = process.argv.includes("--quick"); // without the panels, while working on the rest

async function checkPanels(browser) {
  for (const theme of ["light", "dark"]) {
    for (const width of [1440, 390]) {
      const page = await open(browser, { viewport: { width, height: 900 }, colorScheme: theme });
      for (const panel of Panels) {
        const where = `${panel}, ${theme}, ${width} px`;
        await page.goto(`${Address}?panel=${panel}`);
        await page.getByRole("banner").getByText("live").waitFor();
        await page.waitForTimeout(400);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        check(overflow <= 0, `${where}: scrolls sideways by ${overflow} px`);
        await page.evaluate(axe); // over the debugger's protocol, which the policy does not concern
        const { violations } = await page.evaluate(() => globalThis.axe.run(document));
        for (const violation of violations) {
          const places = violation.nodes
            .slice(0, 3)
            .map((node) => `${node.target} ${node.failureSummary}`)
            .join("; ");
          check(false, `${where}: ${violation.id}: ${places}`);
        }

        check(violations.length === 0, `${where}: axe`);
      }

      await page.context().close();
    }
  }
}

async function checkControls(browser) {
  const page = await open(browser, {});
  await page.goto(Address);
  await page.getByRole("banner").getByText("live").waitFor();
  check(await page.getByRole("button", { name: "Pause" }).isDisabled(), "pause is closed without the token");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("textbox", { name: "Token" }).fill("secret");
  await page.getByRole("dialog").getByRole("button", { name: "Log in" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("banner").getByText("paused").waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("banner").getByText("running").waitFor();
  await page.getByRole("tab", { name: "Run", exact: true }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("tab", { name: "Cluster", selected: true }).waitFor(); // arrows move tabs
  checks++;
  await page.context().close();
}

async function checkZoom(browser) {
  const page = await open(browser, { viewport: { width: 1440, height: 900 } });
  await page.goto(Address);
  const steps = () => page.locator(".plot").first().getAttribute("aria-label");
  const fits = (pattern) =>
    page.waitForFunction(
      (text) => new RegExp(text).test(document.querySelector(".plot")?.getAttribute("aria-label") ?? ""),
      pattern,
    );
  await fits("step 1 to 4,0");
  const box = await page.locator(".u-over").first().boundingBox();
  await page.mouse.move(box.x + box.width / 4, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await fits("step (9|10|1,0).* to (19|20|1,9|2,0)");
  check(/steps=\d+-\d+/.test(page.url()), "the zoom is in the address");
  await page.getByRole("checkbox", { name: "Log axis" }).check();
  check(page.url().includes("scale=log"), "the axis is in the address");
  await page.mouse.dblclick(box.x + box.width / 2, box.y + 50);
  await fits("step 1 to 4,0");
  check(!page.url().includes("steps="), `a double click shows the whole run: ${await steps()}`);
  await page.getByRole("tab", { name: "Events" }).click();
  await page.getByText("failure", { exact: true }).first().click();
  await page.waitForURL(/kinds=failure/);
  await page.locator("tbody a").first().click();
  await page.waitForURL(/steps=\d+-\d+/);
  await page.locator("#panel-run").waitFor(); // an event leads to its moment in the charts
  checks++;
  await page.goBack();
  await page.locator("#panel-events").waitFor(); // the browser's button leads back
  checks++;
  await page.context().close();
}

async function checkLocked(browser) {
  const server = start({ port: Port, steps: 500, token: "open sesame" });
  const page = await open(browser, {});
  await page.goto(`${Address}?panel=compare`);
  await page.getByText("This dashboard asks for a token").waitFor();
  check(await page.locator("#panel-compare").isHidden(), "nothing is shown without the token");
  await page.getByRole("main").getByRole("button", { name: "Log in" }).click();
  await page.getByRole("textbox", { name: "Token" }).fill("open sesame");
  await page.getByRole("dialog").getByRole("button", { name: "Log in" }).click();
  await page.getByRole("banner").getByText("live").waitFor();
  await page.getByText("shakespeare-gru").waitFor();
  await page.getByRole("img", { name: /^Loss: shakespeare-lstm \d/ }).waitFor();
  await page.waitForTimeout(500); // what is still being asked would be refused after logging out
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByText("This dashboard asks for a token").waitFor();
  check(await page.locator("#panel-compare").isHidden(), "nothing is shown after logging out");
  await page.context().close();
  server.close();
}

async function checkReconnection(browser, server) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(Address);
  await page.getByRole("banner").getByText("live").waitFor();
  server.close();
  await page
    .getByRole("banner")
    .getByText(/reconnecting in \d s/)
    .waitFor();
  const again = start({ port: Port, steps: 5000 });
  await page.getByRole("banner").getByText("live").waitFor();
  await page.waitForFunction(() =>
    /to 5,\d\d\d$/.test(document.querySelector(".plot")?.getAttribute("aria-label") ?? ""),
  );
  check(true, "history is complete after the reconnection");
  await context.close();
  again.close();
}

async function checkLongRun(browser) {
  const server = start({ port: Port, steps: 200_000, frozen: true });
  const page = await open(browser, { viewport: { width: 1440, height: 900 } });
  const began = performance.now();
  await page.goto(Address);
  await page.waitForFunction(() =>
    /to 1?\d\d,\d\d\d|to 200,000/.test(document.querySelector(".plot")?.getAttribute("aria-label") ?? ""),
  );
  const took = performance.now() - began;
  console.log(`A run of 200,000 steps opens in ${took.toFixed(0)} ms.`);
  check(took < OpenMilliseconds, `opens in ${took.toFixed(0)} ms`);
  await page.context().close();
  server.close();
}

const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  const frozen = start({ port: Port, steps: 4000, frozen: true });
  if (!isQuick) {
    await checkPanels(browser);
  }

  frozen.close();
  await checkLongRun(browser);
  await checkLocked(browser);
  const live = start({ port: Port, steps: 4000 });
  await checkZoom(browser);
  await checkControls(browser);
  await checkReconnection(browser, live);
} finally {
  await browser.close();
}

console.log(`${checks - failures.length} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
