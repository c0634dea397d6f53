import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { inMemory } from "../../../lib/artifact/random-access.js";
import { gunzip } from "../../../lib/image/source/archive/gunzip.js";
import { MOST_MEMBERS } from "../../../lib/image/source/archive/limits.js";
import { openTar } from "../../../lib/image/source/archive/tar.js";
import { nightly } from "../../seed.js";
import { photo } from "../pictures.js";
import { ingested, text } from "./ingested.js";
import { type TarMember, tarFile } from "./tar-file.js";

const open = (bytes: Uint8Array) => openTar("photos.tar", inMemory(bytes));
const content = text("some bytes");

let photos: Uint8Array[];
beforeAll(async () => {
  photos = await Promise.all([0, 1, 2, 3, 4].map((number) => photo(number)));
});

test.each<[string, string, TarMember]>([
  ["archive-path", "../keys.jpg", { name: "../keys.jpg", content }],
  ["archive-path", "/etc/passwd", { name: "/etc/passwd", content }],
  ["archive-path", "a/../../x", { name: `a/../../x/${"y".repeat(120)}`, content }],
  ["archive-link", "keys/1.jpg", { name: "keys/1.jpg", type: "symlink", linkname: "/etc/passwd" }],
  ["archive-link", "keys/1.jpg", { name: "keys/1.jpg", type: "link", linkname: "keys/0.jpg" }],
  ["archive-special", "keys/pipe", { name: "keys/pipe", type: "fifo" }],
  ["archive-special", "keys/disk", { name: "keys/disk", type: "block-device" }],
  ["archive-duplicate", "keys/0.jpg", { name: "./keys/0.jpg", content }],
])("refuses an archive with %s %s", async (code, named, member) => {
  const bytes = await tarFile([{ name: "keys/0.jpg", content }, member]);
  await expect(open(bytes)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(named),
    remedy: expect.any(String),
  });
});

test("refuses a gzipped one as soon as it unpacks to over 200 times its size", async () => {
  const packed = gzipSync(new Uint8Array(100 * 1024 * 1024));
  let unpacked = 0;
  const all = async () => {
    for await (const chunk of gunzip("photos.tgz", inMemory(packed))) unpacked += chunk.byteLength;
  };
  await expect(all()).rejects.toMatchObject({ code: "archive-bomb", message: expect.stringContaining("photos.tgz") });
  expect(unpacked).toBeLessThan(65 * 1024 * 1024);
});

async function refusesMembers(most: number) {
  const header = (await tarFile([{ name: "keys/1.jpg", content: new Uint8Array() }])).subarray(0, 512);
  const bytes = Buffer.alloc(512 * (most + 1), header);
  const opened = most === MOST_MEMBERS ? open(bytes) : openTar("photos.tar", inMemory(bytes), most);
  await expect(opened).rejects.toMatchObject({ code: "archive-members" });
}
test("refuses too many members", () => refusesMembers(1000));
nightly("refuses half a million members", () => refusesMembers(MOST_MEMBERS));

test.each([
  ["archive-damaged", "no tar at all", (bytes: Uint8Array) => Buffer.concat([text("<html>not found</html>"), bytes])],
  ["archive-damaged", "one that ends too early", (bytes: Uint8Array) => bytes.subarray(0, 700)],
  ["archive-damaged", "a header that was changed", (bytes: Uint8Array) => bytes.with(3, 65)],
])("refuses with %s %s", async (code, _, change) => {
  const bytes = await tarFile([{ name: "keys/1.jpg", content: new Uint8Array(1000) }]);
  await expect(open(change(bytes))).rejects.toMatchObject({ code, where: "photos.tar" });
});

test("refuses a gzipped one that is cut, and one that is no gzip", async () => {
  const packed = gzipSync(await tarFile([{ name: "keys/1.jpg", content: photos[0]! }]));
  for (const bytes of [packed.subarray(0, packed.length >> 1), text("<html>not found</html>")]) {
    await expect(ingested({ "photos.tar.gz": Uint8Array.from(bytes) })).rejects.toMatchObject({
      code: "archive-damaged",
      where: "photos.tar.gz",
    });
  }
});

test("reads long names, names in Latin-1 and decomposed ones", async () => {
  const long = `keys/${"long ".repeat(40)}ñ.jpg`;
  const bytes = await tarFile([
    { name: long, content },
    { name: "keys/?.jpg", content: text("latin-1") },
    { name: "keys/ñ.jpg".normalize("NFD"), content: text("decomposed") },
  ]);
  const latin = rename(bytes, "keys/?.jpg", Buffer.from("keys/é.jpg", "latin1"));
  const members = await open(latin);
  expect(members.map(({ id }) => id)).toEqual([long, "keys/é.jpg", "keys/ñ.jpg"]);
  const contents = await Promise.all(members.map(async (member) => new TextDecoder().decode(await member.read())));
  expect(contents).toEqual(["some bytes", "latin-1", "decomposed"]);
});

/** Writes another name of the same length into a header, and its checksum anew. */
function rename(archive: Uint8Array, from: string, to: Uint8Array): Uint8Array {
  const bytes = Buffer.from(archive);
  const at = bytes.indexOf(from);
  bytes.set(to, at);
  bytes.fill(0x20, at + 148, at + 156);
  const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148, "latin1");
  return bytes;
}

test("opens pieces of a member", async () => {
  const [member] = await open(
    await tarFile([{ name: "a.bin", content: Uint8Array.from({ length: 100 }, (_, i) => i) }]),
  );
  const bytes = await member!.open();
  expect([...(await bytes.read(90, 20))]).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
});
