import { resolve } from "node:path";
import type { Json } from "../digest.js";
import { PipelineError } from "../error.js";
import type { Download, Input, Path, Pipeline, Source } from "./pipeline.js";
import { suggest } from "./suggest.js";

export interface InputContext {
  /** The step that the input is of. */
  readonly step: string;
  /** Names of all steps. */
  readonly names: readonly string[];
  /** The folder that relative paths start from. */
  readonly root: string;
  readonly place: Pipeline["place"];
}

const REFERENCE = /^([a-z][a-z0-9_-]*)\.([a-z][a-z0-9_-]*)$/;

/** An input as written, its expressions replaced: another step's output, or a source. */
export function resolveInput(value: Json, path: Path, context: InputContext): Input {
  const { names, root, step } = context;
  if (typeof value !== "string") return resolveSource(value as RawSource, path, context);
  const refuse = (code: string, message: string, remedy: string) =>
    new PipelineError({ code, message, where: context.place(path), remedy });
  if (names.includes(value)) {
    const message = `"${value}" is a step: name one of its outputs`;
    throw refuse("missing-output", message, `Write ${value}.<output>; a file or folder of that name is ./${value}.`);
  }
  const [, from, output] = REFERENCE.exec(value) ?? [];
  if (from === undefined || output === undefined) {
    return { kind: "source", path: resolve(root, value), text: value, download: [] };
  }
  if (from === step) {
    throw refuse("cycle", `step "${step}" reads its own output, a cycle`, "Read another step's output, or a path.");
  }
  if (!names.includes(from)) {
    const others = names.filter((name) => name !== step);
    const known = others.length === 0 ? "There is no other step" : `The other steps are ${others.join(", ")}`;
    const message = `there is no step "${from}"${suggest(from, others)}`;
    throw refuse("unknown-step", message, `${known}; a file or folder is written with a slash: ./${value}.`);
  }
  return { kind: "output", step: from, output };
}

/** What the schema lets stand for a source that is no plain path. */
type RawSource =
  | { readonly url: string; readonly sha256: string }
  | { readonly path?: string; readonly download: { readonly [id: string]: Omit<Download, "id"> } };

function resolveSource(value: RawSource, at: Path, { root, place }: InputContext): Source {
  if ("url" in value) {
    const { url, sha256 } = value;
    return { kind: "source", path: undefined, text: url, download: [{ id: fileName(url, at, place), url, sha256 }] };
  }
  const { path } = value;
  const download = Object.entries(value.download).map(([id, { url, sha256 }]): Download => ({ id, url, sha256 }));
  return {
    kind: "source",
    path: path === undefined ? undefined : resolve(root, path),
    text: path ?? download[0]?.url ?? "",
    download,
  };
}

/** The last segment of an address. */
function fileName(url: string, at: Path, place: Pipeline["place"]): string {
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  const name = /%(?![0-9a-f]{2})/i.test(last) ? last : decodeURIComponent(last);
  if (name !== "" && !/[\\/]|^\.\.?$/.test(name)) return name;
  throw new PipelineError({
    code: "wrong-value",
    message: `the address ${url} ends in no file name`,
    where: place([...at, "url"]),
    remedy: "Name the file: { download: { <file name>: { url, sha256 } } }.",
  });
}
