// Our work for each picture: ours.mjs <method> <pictures at once> <width> <height> <file>…  Prints a line of JSON.
import { readFile } from "node:fs/promises";
import { ARTICLE_FEATURES, features } from "../../lib/image/features.js";
import { inOrder } from "../../lib/image/in-order.js";
import { openResize } from "../../lib/image/resize.js";
import { oneThreadEach } from "../../lib/image/threads.js";
import type { Answer } from "./answer.js";

const [method, atOnce, width, height, ...files] = process.argv.slice(2);
oneThreadEach();
const resize = openResize({
  width: Number(width),
  height: Number(height),
  color: "rgb",
  fit: "stretch",
  background: [0, 0, 0],
  ...(method === "skimage" ? { method, dtype: "float64" } : { method: "area", dtype: "uint8" }),
});
const work = async (file: string) =>
  features(await resize({ form: "encoded", bytes: await readFile(file) }, file), ARTICLE_FEATURES);

const first = await work(files[0] ?? "");
const cpu = process.cpuUsage();
const began = Date.now() / 1000;
for await (const _ of inOrder(files, Number(atOnce), new AbortController().signal, work));
const { user, system } = process.cpuUsage(cpu);
const answer: Answer = { cpuSeconds: (user + system) / 1e6, began, ended: Date.now() / 1000, first };
console.log(JSON.stringify(answer));
