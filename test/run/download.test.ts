import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Rig } from "../rig.js";

const CONTENT = "banana\n";
const SHA256 = createHash("sha256").update(CONTENT).digest("hex");

async function serve(): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/gone.txt") response.writeHead(404).end();
    else response.writeHead(200, { "content-length": CONTENT.length }).end(CONTENT);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test("a pinned address is downloaded once, and not at all where its folder is there", async () => {
  const rig = new Rig("letters");
  const { url, asked } = await serve();
  const source = `list.in.texts={ path: ./fetched, download: { word.txt: { url: "${url}/word.txt", sha256: ${SHA256} } } }`;
  expect((await rig.events("list", "--set", source)).ran).toEqual(["list"]);
  expect((await rig.run("show", "list", "--set", source)).stdout).toContain("banana");
  expect((await rig.events("--set", source)).code).toBe(0);
  expect(asked).toEqual(["/word.txt"]);
  rig.write("fetched/word.txt", CONTENT);
  expect((await rig.events("--set", source)).ran).toEqual([]);
  expect(asked).toEqual(["/word.txt"]);
});

test("what differs from its digest, or is not there, fails and leaves nothing", async () => {
  const rig = new Rig("letters");
  const { url } = await serve();
  const wrong = await rig.run("run", "--set", `list.in.texts={ url: "${url}/word.txt", sha256: ${"f".repeat(64)} }`);
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toContain(SHA256);
  const gone = await rig.run("run", "--set", `list.in.texts={ url: "${url}/gone.txt", sha256: ${SHA256} }`);
  expect(gone.code).toBe(1);
  expect(gone.stdout).toContain("404");
});
