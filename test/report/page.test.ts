import { expect, test } from "vitest";
import { ARTICLE } from "../../lib/report/article.js";
import type { ReportContent } from "../../lib/report/content.js";
import { renderMarkdown, renderPage } from "../../lib/report/page.js";
import { testResult } from "../../lib/report/results.js";
import { renderRunFacts } from "../../lib/report/run-facts.js";
import { exampleContent, scored } from "./example.js";

const OBJECTS = ["antiestrés", "audífono", "cartera", "celular", "llaves"];
const example = (names: readonly string[]) => exampleContent({ names, support: 12, skill: 0.9, side: 80 });
const both = (content: ReportContent) => [renderPage(content), renderMarkdown(content)];

test("says accuracy, interval and folds in the headline", async () => {
  const content: ReportContent = {
    ...(await example(["cat", "dog"])),
    test: { ...scored(["cat", "dog"], [[23, 2], [1, 22]]), interval: { low: 0.8316, high: 0.9785 } }, // biome-ignore format: a matrix
    folds: undefined,
  };
  const [page, markdown] = both(content);
  expect(page).toContain("95 % interval 0.83–0.98, 48 pictures");
  expect(markdown).toContain("**Test accuracy 0.94** (95 % interval 0.83–0.98, 48 pictures)");
  expect(page).not.toContain("Cross-validated");
  const folds = (await example(["cat", "dog"])).folds;
  for (const text of both({ ...content, folds }))
    expect(text).toMatch(/Cross-validated (\*\*|<strong>)0\.\d\d ± 0\.03/);
});

test("class names, ids and titles are text, never markup", async () => {
  const bad = `<script>alert("x")</script> & 'y' | \`z\` [a](b)`;
  const content = { ...(await example([bad, "dog"])), title: bad };
  const [page, markdown] = both({ ...content, rejected: [{ id: `${bad}.txt`, reason: bad, detail: bad }] });
  expect(page).not.toMatch(/<script/i);
  expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;");
  const outsideBlocks = markdown?.replace(/^(`{3,})text\n[\s\S]*?^\1$/gm, "") ?? "";
  expect(outsideBlocks).not.toMatch(/<script|[^\\]\]\(b|[^\\]`/i);
  expect(outsideBlocks).toContain("\\| \\`z\\`");
});

test("the page asks nothing of the network", async () => {
  const page = renderPage({ ...(await example(OBJECTS)), dataset: "own-objects" });
  const addresses = [...page.matchAll(/(?:src|href|srcset|action|url)\s*[=(]\s*["']?([^"')\s>]*)/gi)].map(
    ([, address]) => address,
  );
  expect(addresses.length).toBeGreaterThan(20);
  for (const address of addresses) expect(address).toMatch(/^(data:|#|\.\.\/\.\.\/run\.html$)/);
  expect(page).not.toMatch(/<(script|link rel="stylesheet"|iframe|object|embed)|@import|https?:\/\//i);
});

test("the article stands beside ours only where the data set is its own", async () => {
  const objects = await example(OBJECTS);
  const shown = (content: ReportContent) => both(content).map((text) => text.includes("Beside the article"));
  expect(shown(objects)).toEqual([false, false]);
  expect(shown({ ...objects, dataset: "own-objects" })).toEqual([true, true]);
  expect(shown({ ...objects, dataset: "satellite" })).toEqual([false, false]);
  expect(shown({ ...objects, dataset: "own-objects", synthetic: true })).toEqual([false, false]);
  expect(shown({ ...(await example(["a", "b", "c", "d", "e"])), dataset: "own-objects" })).toEqual([false, false]);
  const satellite = ARTICLE.satellite.classes.map(({ name }) => name.normalize("NFD"));
  expect(shown({ ...(await example(satellite)), dataset: "satellite" })).toEqual([true, true]);
});

test("the article's figures stand in the row of their class", async () => {
  const names = ARTICLE.satellite.classes.map(({ name }) => name).reverse();
  const markdown = renderMarkdown({ ...(await example(names)), dataset: "satellite" });
  expect(markdown).toMatch(/\| agua \| 0\.43 \| 0\.18 \| 0\.26 \| 87 \| \d/);
  expect(markdown).toMatch(/\| macro avg \| 0\.51 \| 0\.51 \| 0\.49 \| 404 \| \d/);
});

test.each(Object.entries(ARTICLE))("the article's own table holds together: %s", (_, { classes, macro }) => {
  const supports = classes.flatMap(({ support }) => (support === undefined ? [] : [support]));
  if (supports.length > 0) expect(supports.reduce((a, b) => a + b)).toBe(macro.support);
  const mean = classes.reduce((sum, { f1 }) => sum + f1, 0) / classes.length;
  expect(Math.abs(mean - macro.f1)).toBeLessThan(0.01);
});

test("a synthetic sample is called so in title, headline and Markdown", async () => {
  const content = { ...(await example(OBJECTS)), synthetic: true, dataset: "own-objects" as const };
  const [page, markdown] = both(content);
  expect(page).toContain("<title>Image classification (synthetic sample)</title>");
  expect(page).toMatch(/<h1>[^\n]*synthetic sample/);
  expect(markdown).toMatch(/^# Image classification \(synthetic sample\)\n\n\d+ synthetic pictures/);
  expect(page).toContain("nothing about photos");
});

test("a few words fit the figures", async () => {
  const content = await example(["cat", "dog"]);
  const flawless = scored(["cat", "dog"], [[4, 0], [0, 4]]); // biome-ignore format: a matrix
  expect(renderPage({ ...content, test: { ...flawless, interval: { low: 0.68, high: 1 } } })).toContain(
    "too few to say more",
  );
  expect(renderPage({ ...content, test: flawless })).toContain("photos of one burst");
  const chance = { ...scored(["cat", "dog"], [[30, 5], [14, 1]]), interval: { low: 0.48, high: 0.74 } }; // biome-ignore format: a matrix
  expect(renderPage({ ...content, test: chance })).toContain("not shown to be better");
  expect(renderPage({ ...content, test: chance })).toContain("most often taken for “cat” (14 of 15)");
});

test("sections without figures are left out", async () => {
  const content = { ...(await example(["cat", "dog"])), epochs: [], folds: undefined, rejected: undefined };
  for (const text of both(content)) expect(text).not.toMatch(/Learning curves|Cross-validation|Files left out/);
});

test("without test pictures it says so and shows no accuracy", async () => {
  const content = { ...(await example(["cat", "dog"])), wrong: [], test: testResult([]) };
  for (const text of both(content)) {
    expect(text).toContain("There are no test pictures");
    expect(text).not.toMatch(/NaN|Classification report|Confusion matrix|Wrong predictions/);
  }
});

test("the same content gives the same bytes", async () => {
  expect(both(await example(OBJECTS))).toEqual(both(await example(OBJECTS)));
});

test("every picture has words, every table header a scope, every drawing a title", async () => {
  const page = renderPage({ ...(await example(OBJECTS)), dataset: "own-objects" });
  for (const [tag] of page.matchAll(/<img[^>]*>/g)) expect(tag).toMatch(/ alt="[^"]+"/);
  for (const [tag] of page.matchAll(/<th[ >][^>]*>/g)) expect(tag).toContain("scope=");
  for (const [, title] of page.matchAll(/<svg[^>]*aria-labelledby="([^"]+)"/g))
    expect(page).toContain(`<title id="${title}">`);
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("the facts of a run are a page and a table", () => {
  const { html, markdown } = renderRunFacts({
    started: "2025-03-01 10:00 UTC",
    took_s: 61.26,
    engine: "native",
    node: "20.20.2",
    tasks: [
      { id: "ingest", state: "cached", key: "aa", seconds: null },
      { id: "<b>", state: "done", key: "bb", seconds: 60.125 },
    ],
  });
  expect(html).toContain("2 tasks: 1 run, 1 cached.");
  expect(html).toContain("&lt;b&gt;");
  expect(markdown).toContain("| ingest | cached | aa |  |\n| &lt;b&gt; | done | bb | 60.1 |");
});
