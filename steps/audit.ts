import { audit } from "tamiz/image/audit/audit";
import { looksOf } from "tamiz/image/audit/looks";
import { auditFindings, auditPictures } from "tamiz/image/audit/tables";
import { oneThreadEach } from "tamiz/image/threads";
import { defineStep, imageTable, z } from "tamiz/step";

export default defineStep({
  about:
    "Compares the pictures with each other: duplicates, bursts, groups that no split may cut, and labels that conflict.",
  in: { images: imageTable },
  out: { pictures: auditPictures, findings: auditFindings },
  with: z.object({
    distance: z.int().min(0).max(16).default(6).describe("Bits, of 64, in which near-duplicates' hashes may differ."),
    likeness: z.number().min(0).max(1).default(0.85).describe("How alike near-duplicates' details must be, 0 to 1."),
    burst_seconds: z
      .number()
      .min(0)
      .default(2)
      .describe("The longest time between pictures of a burst; 0 for no bursts."),
    conflicts: z
      .enum(["leave-out", "keep"])
      .default("leave-out")
      .describe("Whether pictures whose bytes have two labels are left out of training and test."),
    suspect: z.number().min(0).max(1).default(0.05).describe("The share of pictures, 0 to 1, that a group may hold."),
    test: z
      .number()
      .min(0)
      .max(0.9)
      .default(0.2)
      .describe("The test part's share, for what a random split would leak."),
  }),
  async run({ in: { images }, with: settings, out, cpu, remember, progress, log, signal }) {
    oneThreadEach();
    const { distance, likeness, burst_seconds: burstSeconds, conflicts, suspect, test } = settings;
    const rows = await images.all(["id", "label", "group", "given", "digest", "captured", "camera", "hash"]);
    const looks = await looksOf(images, rows, distance, { atOnce: cpu * 2, signal, remember, progress });
    const audited = audit(rows, looks, { near: { distance, likeness }, burstSeconds, conflicts, suspect, test });
    await out.pictures.write(audited.pictures);
    await out.findings.write(audited.findings);
    const leftOut = audited.pictures.filter(({ status }) => status === "left-out").length;
    if (leftOut > 0) log(`${leftOut} pictures left out of training and test: their bytes have two labels`);
  },
});
