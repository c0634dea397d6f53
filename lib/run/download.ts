import type { Download } from "../config/pipeline.js";
import type { ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";
import type { Progress } from "../step/declare.js";
import type { ObjectStore } from "../store/objects.js";

const MEGABYTE = 1e6;

/** Fetches a source's files into the store, those that are not there yet; each must have its pinned digest. */
export async function downloadAll(
  downloads: readonly Download[],
  objects: ObjectStore,
  progress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, download] of downloads.entries()) {
    if (objects.has(download.sha256 as ObjectDigest)) continue;
    const note = `${download.id} (${index + 1} of ${downloads.length})`;
    const chunks = fetchChunks(download, (done, total) => progress({ ...megabytes(done, total), note }), signal);
    const digest = await objects.writeStream(chunks, download.sha256 as ObjectDigest);
    if (digest !== download.sha256) {
      throw new PipelineError({
        code: "download-differs",
        message: `${download.id} was downloaded, but its SHA-256 is ${digest}, not ${download.sha256}`,
        where: download.url,
        remedy: "Check the address; change the pinned sha256 only if you trust what is there now.",
      });
    }
  }
}

function megabytes(done: number, total: number | undefined): Progress {
  const tenths = (size: number) => Math.round((size / MEGABYTE) * 10) / 10;
  return { done: tenths(done), ...(total === undefined ? {} : { total: tenths(total) }), unit: "MB" };
}

async function* fetchChunks(
  download: Download,
  onBytes: (done: number, total: number | undefined) => void,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const failed = (what: string, cause?: unknown) =>
    new PipelineError({
      code: "download-failed",
      message: `${download.id} could not be downloaded: ${what}`,
      where: download.url,
      remedy: "Check the connection and run again, or put the file where the source's path says.",
      cause,
    });
  let response: Response;
  try {
    response = await fetch(download.url, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw failed(error instanceof Error ? causeOf(error) : String(error), error);
  }
  if (!response.ok || response.body === null)
    throw failed(`the server answered ${response.status} ${response.statusText}`);
  const length = Number(response.headers.get("content-length"));
  let done = 0;
  try {
    for await (const chunk of response.body) {
      done += chunk.byteLength;
      onBytes(done, length > 0 ? length : undefined);
      yield chunk;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw failed("the connection broke off", error);
  }
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
