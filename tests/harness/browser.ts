import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromium } from "@playwright/test";

/**
 * Finds or brings a real browser: `E2E_CHROMIUM`, Playwright's own download, a system Chrome, Edge or Chromium, Debian's
 * package when we are root, and last the Chromium inside an npm package (Linux on x64).
 */
export type Browser = { executablePath?: string; args: string[]; env?: Record<string, string> };

const SYSTEM: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/snap/bin/chromium",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/microsoft-edge",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"]].flatMap((folder) =>
    folder
      ? [join(folder, "Google/Chrome/Application/chrome.exe"), join(folder, "Microsoft/Edge/Application/msedge.exe")]
      : [],
  ),
};

/** A browser looks for updates and its maker's hosts at every start; in a closed network that only costs time. */
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"];

/**
 * The browser that the tests drive, with its arguments.
 * @throws Error that says how to get one, when every way has failed.
 */
export async function findBrowser(): Promise<Browser> {
  const args = [...QUIET, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
  if (process.env.E2E_CHROMIUM) return { executablePath: process.env.E2E_CHROMIUM, args };
  if (existsSync(chromium.executablePath())) return { args };
  const system = findSystem() ?? installFromDebian();
  if (system) return { executablePath: system, args };
  if (process.platform === "linux" && process.arch === "x64") return unpackFromNpm(args);
  throw new Error(
    "No browser: run `npx playwright install chromium`, install Chrome, Edge or Chromium, or set E2E_CHROMIUM.",
  );
}

function findSystem(): string | undefined {
  return SYSTEM[process.platform]?.find((file) => existsSync(file));
}

function installFromDebian(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  const apt = (...args: string[]) =>
    spawnSync("apt-get", args, {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: "ignore",
      timeout: 300_000,
    });
  apt("update");
  apt("install", "--yes", "--no-install-recommends", "chromium");
  return findSystem();
}

/**
 * The npm package unpacks into the temporary folder and, told that it runs in a Lambda, also brings the libraries and a
 * font for machines that lack them. Nothing of that is left in our own environment.
 */
async function unpackFromNpm(args: string[]): Promise<Browser> {
  const cache = resolve("node_modules/.cache/sparticuz");
  mkdirSync(cache, { recursive: true });
  const names = ["TMPDIR", "AWS_EXECUTION_ENV", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "HOME"] as const;
  const before = names.map((name) => [name, process.env[name]] as const);
  process.env.TMPDIR = cache;
  process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs22.x";
  try {
    const { default: packaged } = await import("@sparticuz/chromium");
    const executablePath = await packaged.executablePath();
    const libraries = [join(cache, "al2023/lib"), before.find(([name]) => name === "LD_LIBRARY_PATH")?.[1]];
    return {
      executablePath,
      args: [...new Set([...args, "--no-sandbox"])],
      env: {
        ...environmentOf(before),
        LD_LIBRARY_PATH: libraries.filter(Boolean).join(":"),
        ...fontsOf(cache),
      },
    };
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

function environmentOf(before: readonly (readonly [string, string | undefined])[]): Record<string, string> {
  const environment = { ...process.env, ...Object.fromEntries(before) };
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

/** With no font at all this Chromium aborts now and then; its own fonts.conf names a folder that is not there. */
function fontsOf(cache: string): Record<string, string> {
  if (existsSync("/etc/fonts/fonts.conf")) return {};
  const file = join(cache, "fonts.conf");
  writeFileSync(
    file,
    `<?xml version="1.0"?><fontconfig><dir>${join(cache, "fonts")}</dir><dir>/usr/share/fonts</dir><cachedir>${join(cache, "fc-cache")}</cachedir></fontconfig>`,
  );
  return { FONTCONFIG_FILE: file };
}
