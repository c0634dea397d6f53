import { ARTICLE, type ArticleResult, type ArticleScores } from "./article.js";
import type { ClassScores, ReportContent, Scores } from "./content.js";
import { html } from "./html.js";
import { markdownTable } from "./markdown.js";
import { count, fixed } from "./number.js";
import type { Section } from "./section.js";
import { htmlTable } from "./table.js";

/**
 * The article's table beside ours. Undefined unless the pictures are real and the data set is one of the article's:
 * Fashion-MNIST with its ten classes, the other two with exactly the article's class names.
 */
export function articleSection(content: ReportContent): Section | undefined {
  if (content.dataset === undefined || content.synthetic) return undefined;
  const article = ARTICLE[content.dataset];
  const pairs = pairClasses(article, content.test.classes, content.dataset === "fashion-mnist");
  if (pairs === undefined) return undefined;
  const head = ["class", ...["article", "ours"].flatMap((who) => COLUMNS.map((column) => `${who} ${column}`))];
  const { test } = content;
  const rows = [
    ...pairs.map(({ theirs, ours }) => [ours.name, ...cells(theirs), ...cells(ours)]),
    [
      "accuracy",
      "",
      "",
      fixed(article.accuracy),
      support(article.macro),
      "",
      "",
      fixed(test.accuracy),
      String(test.pictures),
    ],
    ["macro avg", ...cells(article.macro), ...cells(test.macro)],
    ["weighted avg", ...cells(article.weighted), ...cells(test.weighted)],
  ];
  const note = `The article’s figures: ${article.about}. Ours are of ${count(test.pictures)} test pictures, not the same ones, so small differences mean little.`;
  return {
    anchor: "article",
    title: "Beside the article",
    html: html`${htmlTable("Precision (P), recall (R), F1 and support: the article’s, then ours", head, rows)}<p class="note">${note}</p>`,
    markdown: `${markdownTable(head, rows)}\n\n${note}`,
  };
}

const COLUMNS = ["P", "R", "F1", "support"];

interface Pair {
  readonly theirs: ArticleScores;
  readonly ours: ClassScores;
}

function pairClasses(
  article: ArticleResult,
  classes: readonly ClassScores[],
  byPlace: boolean,
): readonly Pair[] | undefined {
  if (classes.length !== article.classes.length) return undefined;
  const pairs = article.classes.flatMap((theirs, index) => {
    const ours = byPlace ? classes[index] : classes.find(({ name }) => normal(name) === normal(theirs.name));
    return ours === undefined ? [] : [{ theirs, ours }];
  });
  return pairs.length === article.classes.length ? pairs : undefined;
}

/** File systems differ in how they write accents and capitals. */
function normal(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function cells(scores: ArticleScores | Scores): string[] {
  return [...[scores.precision, scores.recall, scores.f1].map((value) => fixed(value)), support(scores)];
}

function support(scores: { readonly support: number | undefined }): string {
  return scores.support === undefined ? "–" : String(scores.support);
}
