import { PipelineError } from "../error.js";
import { formatOf, latin1 } from "./format.js";

/** Why a file is no picture that can be read: a closed list. */
export const UNREADABLE = ["empty", "not-a-picture", "unsupported", "truncated", "damaged", "too-large"] as const;
export type UnreadableReason = (typeof UNREADABLE)[number];

const words: { readonly [reason in UnreadableReason]: string } = {
  empty: "the file is empty",
  "not-a-picture": "it is not a JPEG, PNG, WebP, GIF, TIFF or AVIF picture",
  unsupported: "its compression is not supported, as with an iPhone's HEIC; JPEG and PNG are",
  truncated: "the file ends too early",
  damaged: "its data is damaged",
  "too-large": "it has more pixels than can be read at once",
};

/** A failure to read a picture: its reason, and the decoder's own words. */
export class UnreadablePicture extends PipelineError {
  readonly reason: UnreadableReason;
  readonly detail: string;

  constructor(id: string, reason: UnreadableReason, detail: string, cause?: unknown) {
    super({
      code: "unreadable-picture",
      message: `the picture "${id}" cannot be read: ${words[reason]}${detail === "" ? "" : ` (${detail})`}`,
      where: id,
      remedy: "Replace the file by a good copy, or remove it.",
      cause,
    });
    this.reason = reason;
    this.detail = detail;
  }
}

/**
 * The failure where the machine, not the file, is why a picture was not read; undefined else. It is no verdict on the bytes:
 * another time they may be read.
 */
export function shortOfResources(id: string, cause: unknown): PipelineError | undefined {
  const words = cause instanceof Error ? cause.message : String(cause);
  if (
    !/out of memory|cannot allocate|could not allocate|insufficient memory|too many open files|EMFILE|ENOMEM/i.test(
      words,
    )
  ) {
    return undefined;
  }
  return new PipelineError({
    code: "short-of-resources",
    message: `the machine ran short while it read the picture "${id}" (${words.split("\n")[0]})`,
    where: id,
    remedy: "Run again with less beside it, or give the step fewer cores: `resources: { cpu: 1 }`.",
    cause,
  });
}

/** Reads the reason out of what the decoder said, and out of the file itself. */
export function unreadable(id: string, cause: unknown, bytes: Uint8Array): UnreadablePicture {
  if (cause instanceof UnreadablePicture) return cause;
  const lines = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  const detail = lines.find((line) => !line.startsWith("source: bad seek")) ?? "";
  return new UnreadablePicture(id, reasonOf(detail, bytes), detail, cause);
}

function reasonOf(detail: string, bytes: Uint8Array): UnreadableReason {
  if (bytes.length === 0) return "empty";
  if (/exceeds pixel limit/i.test(detail)) return "too-large";
  if (/not been built in|compression format|no decoding plugin/i.test(detail)) return "unsupported";
  return /premature end|unexpected end/i.test(detail) || endsEarly(bytes) ? "truncated" : "damaged";
}

/** Whether a JPEG or PNG has no end mark, or a WebP is shorter than it says: decoders do not always tell that from damage. */
function endsEarly(bytes: Uint8Array): boolean {
  switch (formatOf(bytes)) {
    case "jpeg":
      return !latin1(bytes).includes("\xff\xd9");
    case "png":
      return !latin1(bytes).includes("IEND");
    case "webp":
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true) + 8 > bytes.length;
    default:
      return false;
  }
}
