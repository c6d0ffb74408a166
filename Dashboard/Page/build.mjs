// Builds the page for `dotnet build`: npm ci when the packages are older than package-lock.json, then npm run build.
// Several builds may come at once (a solution, a test run, two terminals): one works, the others wait for it and find
// that nothing is left to do. Without the packages and without a network the page stays as it is: that is told, and is
// no error; a page that does not compile is one.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const Folder = fileURLToPath(new URL(".", import.meta.url));
const Inputs = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];
const Page = join(Folder, "dist", "index.html");
const Packages = join(Folder, "node_modules", ".package-lock.json"); // npm writes it last
const Lock = join(Folder, "obj", "build.lock");

// A build with a download on a slow machine; who waits longer than that goes on without.
const WaitMilliseconds = 600_000;
const LookMilliseconds = 200;

function changedAt(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function isPageCurrent() {
  const sources = readdirSync(join(Folder, "src"), { recursive: true }).map((name) => join("src", name));
  const files = [...Inputs, ...sources].map((name) => join(Folder, name)).filter((path) => statSync(path).isFile());
  return existsSync(Page) && files.every((path) => changedAt(path) <= changedAt(Page));
}

function isAlive(owner) {
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Whoever makes the folder has the lock; that of a process that is gone is taken away. */
async function takeLock() {
  mkdirSync(join(Folder, "obj"), { recursive: true });
  for (let waited = 0; waited < WaitMilliseconds; waited += LookMilliseconds) {
    try {
      writeFileSync(Lock, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      if (error.code !== "EEXIST" && error.code !== "EPERM") {
        throw error;
      }
    }

    const owner = Number(existsSync(Lock) ? readFileSync(Lock, "utf8") : 0);
    if (owner !== 0 && !isAlive(owner)) {
      rmSync(Lock, { force: true });
    } else {
      await delay(LookMilliseconds);
    }
  }

  return false;
}

function npm(...args) {
  // Through the shell, because npm is a script, and on Windows one that cannot be started without it.
  return spawnSync(`npm ${args.join(" ")}`, { cwd: Folder, shell: true, stdio: "inherit" }).status ?? 1;
}

function build() {
  if (isPageCurrent()) {
    return 0;
  }

  if (changedAt(Packages) < changedAt(join(Folder, "package-lock.json"))) {
    if (npm("ci", "--silent", "--ignore-scripts", "--prefer-offline") !== 0) {
      const what = existsSync(Page) ? "has the page as it was built before" : "has no page";
      console.log(`dashboard: npm could not get the page's packages, so this build ${what}`);
      return 0;
    }
  }

  return npm("run", "--silent", "build", "--", "--logLevel", "warn");
}

if (!(await takeLock())) {
  console.log("dashboard: another build of the page does not come to its end, so this build does without a new one");
} else {
  try {
    process.exitCode = build();
  } finally {
    rmSync(Lock, { force: true });
  }
}
