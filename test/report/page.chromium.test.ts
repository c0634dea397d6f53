import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderPage } from "../../lib/report/page.js";
import { renderRunFacts } from "../../lib/report/run-facts.js";
import { exampleContent } from "./example.js";

const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGUMENTS =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

const found = existsSync(executable);
const title = found ? "in Chromium" : `in Chromium (skipped: no ${executable}; set CHROMIUM to its path)`;

describe.skipIf(!found)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), "tamiz-report-"));
  let browser: Browser;

  beforeAll(async () => {
    const long = ["a class with a name that goes on and on and on", "<b>", "Ünïcödé".repeat(8)];
    const many = Array.from({ length: 30 }, (_, index) => `class ${index + 1}`);
    const write = async (name: string, names: readonly string[]) =>
      writeFileSync(join(folder, name), renderPage(await exampleContent({ names, support: 9, skill: 0.8, side: 80 })));
    await write("two.html", ["cat", "dog"]);
    await write("long.html", long);
    await write("many.html", many);
    const tasks = [{ id: "train", state: "done" as const, key: "0123456789abcdef".repeat(4), seconds: 12.5 }];
    const run = renderRunFacts({ started: "2025-03-01 10:00 UTC", took_s: 12.5, engine: "native", node: "20", tasks });
    writeFileSync(join(folder, "run.html"), run.html);
    browser = await chromium.launch({ executablePath: executable, args: ARGUMENTS.split(" ") });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  const pages = ["two.html", "long.html", "many.html", "run.html"];
  const cases = pages.flatMap((file) => [390, 1280].map((width) => ({ file, width })));

  test.each(cases)("$file at $width pixels: no overflow, no error, no request", async ({ file, width }) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const address = pathToFileURL(join(folder, file)).href;
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(address);
    await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    expect(await page.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")).toBe(
      true,
    );
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => url !== address && !url.startsWith("data:"))).toEqual([]);
    await page.close();
  });

  test.each([390, 1280])("the accuracy and what it means are seen without scrolling at %i pixels", async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    await page.goto(pathToFileURL(join(folder, "two.html")).href);
    const bottom = await page.evaluate("document.querySelector('.verdict p').getBoundingClientRect().bottom");
    expect(bottom).toBeLessThan(800);
    await page.close();
  });
});
