// Photos as people have them, through the real command.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { imageColumns } from "../../lib/artifact/images.js";
import { decodeParquet } from "../../lib/artifact/parquet.js";
import { photo } from "../image/pictures.js";
import { tarFile } from "../image/source/tar-file.js";
import { zipFile } from "../image/source/zip-file.js";
import { Rig } from "../rig.js";

let members: { readonly name: string; readonly content: Uint8Array }[];
beforeAll(async () => {
  const names = ["keys/1.jpg", "keys/2.jpg", "keys/3.jpg", "wallet/1.jpg", "wallet/2.jpg"];
  members = await Promise.all(names.map(async (name, index) => ({ name, content: await photo(index) })));
});

/** The rows of a table of `ingest`. */
async function rowsOf(rig: Rig, output: "images" | "rejected") {
  const folder = rig.path("artifacts/ingest", output);
  const columns = output === "images" ? Object.keys(imageColumns) : ["id", "reason", "detail"];
  const parts = readdirSync(folder).map((name) => decodeParquet(readFileSync(`${folder}/${name}`), columns));
  return (await Promise.all(parts)).flat();
}

/** A server of these files, and what it was asked for. */
async function serve(files: { readonly [name: string]: Uint8Array }) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? "").slice(1));
    asked.push(name);
    const content = Object.hasOwn(files, name) ? files[name] : undefined;
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const pin = (name: string) => {
    const sha256 = createHash("sha256")
      .update(files[name] ?? "")
      .digest("hex");
    return `{ url: "http://127.0.0.1:${port}/${name}", sha256: ${sha256} }`;
  };
  return { asked, pin };
}

const huggingFace = (part: string) =>
  readFileSync(fileURLToPath(new URL(`../image/source/hugging-face-${part}.parquet`, import.meta.url)));

test("a zip, a tar.gz and a Parquet file by address are fetched once, and their pictures go on to the next step", async () => {
  const served = await serve({
    "photos.zip": zipFile(members),
    "photos.tar.gz": gzipSync(await tarFile(members)),
    "train.parquet": huggingFace("train"),
  });
  const ids = members.map(({ name }) => name);
  const rig = new Rig("photos");
  const ran: (readonly string[])[] = [];
  for (const [name, expected] of [
    ["photos.zip", ids],
    ["photos.tar.gz", ids],
    ["train.parquet", [0, 1, 2, 3, 4].map((row) => `train/00000${row}`)],
  ] as const) {
    ran.push((await rig.events("resize", "--set", `ingest.in.photos=${served.pin(name)}`)).ran);
    const rows = await rowsOf(rig, "images");
    expect(rows.map(({ id, storage }) => [id, storage])).toEqual(expected.map((id) => [id, "encoded"]));
  }
  // The same pictures out of another archive are the same rows: nothing that depends on them runs again.
  expect(ran).toEqual([["ingest", "resize"], ["ingest"], ["ingest", "resize"]]);
  expect((await rig.events("resize", "--set", `ingest.in.photos=${served.pin("photos.zip")}`)).ran).toEqual([]);
  expect(served.asked).toEqual(["photos.zip", "photos.tar.gz", "train.parquet"]);
  expect(readdirSync(rig.path("artifacts/tmp"))).toEqual([]);
});

test("a CSV by address names the photos that are fetched beside it", async () => {
  const lines = members.map(({ name }) => `${name},${name.split("/")[0]}\n`);
  const served = await serve({
    "labels.csv": Buffer.from(`file,label\n${lines.join("")}keys/gone.jpg,keys\n`),
    ...Object.fromEntries(members.map(({ name, content }) => [name, content])),
  });
  const rig = new Rig("photos");
  const files = ["labels.csv", ...members.map(({ name }) => name)].map((name) => `"${name}": ${served.pin(name)}`);
  const { stdout, code } = await rig.run(
    ...["run", "ingest", "--set", `ingest.in.photos={ download: { ${files.join(", ")} } }`],
    ...["--set", "ingest.with.max_rejected=0.5"],
  );
  expect(stdout).toContain("5 pictures of 2 classes from a manifest");
  expect(code).toBe(0);
  expect(await rowsOf(rig, "rejected")).toEqual([
    { id: "keys/gone.jpg", reason: "missing", detail: "labels.csv, row 6" },
  ]);
});

test("what cannot be read in a folder is set aside with its reason; an archive not to be trusted and a wrong pattern stop the run", async () => {
  const rig = new Rig("photos");
  for (const { name, content } of members) rig.write(`photos/${name}`, content);
  symlinkSync("nowhere.jpg", rig.path("photos/keys/dangling.jpg"));
  execFileSync("mkfifo", [rig.path("photos/keys/pipe.jpg")]);
  const pattern = "^keys/([12])\\.jpg$";
  const set = ["--set", "ingest.in.photos=./photos", "--set", "ingest.with.max_rejected=0.5"];
  expect((await rig.run("run", "ingest", ...set, "--set", `ingest.with.group='${pattern}'`)).code).toBe(0);
  expect((await rowsOf(rig, "images")).map(({ group }) => group)).toEqual(["1", "2", "", "", ""]);
  expect((await rowsOf(rig, "rejected")).map(({ id, reason }) => [id, reason])).toEqual([
    ["keys/dangling.jpg", "dangling-link"],
    ["keys/pipe.jpg", "not-a-file"],
  ]);
  const wrong = await rig.run("run", "ingest", ...set, "--set", "ingest.with.group='^keys/'");
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/group.*must be a regular expression with a group to capture/s);

  rig.write("photos.zip", zipFile([...members, { name: "../../escape.jpg", content: members[0]!.content }]));
  const { code, stdout } = await rig.run("run", "ingest", "--set", "ingest.in.photos=./photos.zip");
  expect(code).toBe(1);
  expect(stdout).toMatch(/"photos\.zip" has a member "..\/..\/escape\.jpg", whose path leads out of it/);
  expect(stdout).toContain("Don't trust it");

  const { stdout: described } = await rig.run("describe", "ingest");
  for (const word of ["class-folders", "manifest", "idx", "parquet", "zip"]) expect(described).toContain(word);
});
