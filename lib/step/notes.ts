import type { ObjectWriter, Stored } from "../artifact/manifest.js";
import { canonical, type Json, type ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";

/** What a task has found out about some bytes each, now and, with the same code, parameters and environment, before: a line of text by name. */
export interface Notes {
  get(name: string): string | undefined;
  set(name: string, text: string): void;
  /** Keeps what was found out before, unread; false where there is none. */
  keep(name: string): boolean;
  /** The names of what was found out before. */
  keys(): Iterable<string>;
}

/** The answers that a task has noted, or else those that are computed; either way as JSON has them. */
export class Memory {
  readonly #notes: Notes;
  readonly #lists = new Map<string, Lists>();

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  async remember<Value extends Json>(
    question: string,
    digest: ObjectDigest,
    compute: () => Promise<Value>,
  ): Promise<Value> {
    const text = this.#find(question, digest) ?? textOf(await compute(), question);
    this.#notes.set(nameOf(question, digest), text);
    return JSON.parse(text);
  }

  async rememberAll<Item extends { readonly digest: ObjectDigest }, Value extends Json>(
    question: string,
    content: ObjectDigest,
    itemsOf: () => Promise<readonly Item[]>,
    compute: (item: Item) => Promise<Value>,
  ): Promise<() => Promise<readonly (readonly [Item, Value])[]>> {
    const answerAll = async () => {
      const items = await itemsOf();
      const answer = async (item: Item) => this.#find(question, item.digest) ?? textOf(await compute(item), question);
      const answers = await Promise.all(items.map(answer));
      const text = items.map(({ digest }, index) => `${digest}\t${answers[index]}`).join("\t");
      this.#notes.set(nameOfList(question, content, items), text);
      return text;
    };
    const known = this.#listsFor(question).named(content);
    const text = known !== undefined && this.#notes.keep(known) ? undefined : await answerAll();
    return async () => {
      const items = await itemsOf();
      const noted = answersIn(text ?? this.#notes.get(known ?? "") ?? "");
      const isComplete = items.every(({ digest }) => noted.has(digest));
      const answers = isComplete ? noted : answersIn(await answerAll());
      return items.map((item) => [item, JSON.parse(answers.get(item.digest) ?? "null")] as const);
    };
  }

  #find(question: string, digest: ObjectDigest): string | undefined {
    return this.#notes.get(nameOf(question, digest)) ?? this.#listsFor(question).find(digest);
  }

  #listsFor(question: string): Lists {
    const lists = this.#lists.get(question) ?? new Lists(question, this.#notes);
    this.#lists.set(question, lists);
    return lists;
  }
}

/** The answers to a question that were noted in lists, each read when one of its answers is wanted. */
class Lists {
  readonly #notes: Notes;
  /** Of each list, by the digest of its content, its name. */
  readonly #lists = new Map<string, string>();
  /** Of each answer, by how its digest begins, the name of its list. Where two begin alike, one is not found. */
  #names: ReadonlyMap<string, string> | undefined;
  readonly #read = new Map<string, ReadonlyMap<string, string>>();

  constructor(question: string, notes: Notes) {
    this.#notes = notes;
    const beginning = listsOf(question);
    for (const name of notes.keys()) {
      if (name.startsWith(beginning)) this.#lists.set(name.slice(beginning.length, name.lastIndexOf(" ")), name);
    }
  }

  named(content: ObjectDigest): string | undefined {
    return this.#lists.get(content);
  }

  find(digest: ObjectDigest): string | undefined {
    this.#names ??= namesByBeginning(this.#lists.values());
    const name = this.#names.get(digest.slice(0, BEGINNING));
    return name === undefined ? undefined : this.#open(name).get(digest);
  }

  #open(name: string): ReadonlyMap<string, string> {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const answers = answersIn(this.#notes.get(name) ?? "");
    this.#read.set(name, answers);
    return answers;
  }
}

function nameOf(question: string, digest: ObjectDigest): string {
  return `${digest} ${question}`;
}

/** So many digits of a digest tell it from nearly all others. */
const BEGINNING = 8;

/** Ends with how each digest begins. */
function nameOfList(
  question: string,
  content: ObjectDigest,
  items: readonly { readonly digest: ObjectDigest }[],
): string {
  return `${listsOf(question)}${content} ${items.map(({ digest }) => digest.slice(0, BEGINNING)).join("")}`;
}

function namesByBeginning(lists: Iterable<string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const name of lists) {
    for (let at = name.lastIndexOf(" ") + 1; at < name.length; at += BEGINNING) {
      names.set(name.slice(at, at + BEGINNING), name);
    }
  }
  return names;
}

function listsOf(question: string): string {
  return `each ${JSON.stringify(question)} `;
}

/** Of a list's text, which has digests and answers in turn: between them are tabs, of which JSON text has none. */
function answersIn(text: string): ReadonlyMap<string, string> {
  const fields = text === "" ? [] : text.split("\t");
  const answers = new Map<string, string>();
  for (let at = 0; at < fields.length; at += 2) answers.set(fields[at] ?? "", fields[at + 1] ?? "");
  return answers;
}

/** A writer that encodes nothing again of which it is noted what was stored, and that is still there, whole. */
export function rememberingWriter(
  objects: ObjectWriter,
  notes: Notes,
  isWhole: (stored: Stored) => boolean,
): ObjectWriter {
  return {
    write: (bytes) => objects.write(bytes),
    async writeOnce(content, encode) {
      const name = `encoded ${content}`;
      const noted = parseStored(notes.get(name));
      const stored = noted !== undefined && isWhole(noted) ? noted : await store(await encode(), objects);
      if (stored !== undefined) notes.set(name, `${stored.digest} ${stored.size}`);
      return stored;
    },
  };
}

function parseStored(text: string | undefined): Stored | undefined {
  const [digest, size] = text?.split(" ") ?? [];
  return digest === undefined ? undefined : { digest: digest as ObjectDigest, size: Number(size) };
}

async function store(bytes: Uint8Array | undefined, objects: ObjectWriter): Promise<Stored | undefined> {
  return bytes === undefined ? undefined : { digest: await objects.write(bytes), size: bytes.byteLength };
}

function textOf(value: Json, question: string): string {
  try {
    return canonical(value);
  } catch (cause) {
    throw new PipelineError({
      code: "not-json",
      message: `what the step remembers as "${question}" is not JSON: ${cause instanceof Error ? cause.message : cause}`,
      remedy: "Use null for what is not a finite number.",
      cause,
    });
  }
}
