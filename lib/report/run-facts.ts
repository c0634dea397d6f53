import { html } from "./html.js";
import { escapeMarkdown, markdownTable } from "./markdown.js";
import { counted, fixed } from "./number.js";
import { htmlPage } from "./shell.js";
import { htmlTable } from "./table.js";

export interface RunFacts {
  /** When the run began, as it is to be printed. */
  readonly started: string;
  /** Seconds. */
  readonly took_s: number;
  readonly engine: string;
  readonly node: string;
  readonly tasks: readonly {
    readonly id: string;
    readonly state: "cached" | "done" | "failed";
    readonly key: string;
    /** Seconds; null where nothing ran. */
    readonly seconds: number | null;
  }[];
}

const HEAD = ["task", "state", "key", "seconds"];
const TITLE = "The last run";

/** The facts of a run as a page of its own, and in Markdown. */
export function renderRunFacts(facts: RunFacts): { readonly html: string; readonly markdown: string } {
  const rows = facts.tasks.map(({ id, state, key, seconds }) => [
    id,
    state,
    key,
    seconds === null ? "" : fixed(seconds, 1),
  ]);
  const about = `${facts.started} · ${fixed(facts.took_s, 1)} s · engine ${facts.engine} · Node ${facts.node}`;
  const words = summary(facts);
  return {
    html: htmlPage(
      TITLE,
      html`<header><div><h1>${TITLE}</h1>
<p class="under">${about}</p>
<p class="verdict"><strong>${words}</strong></p></div></header>
<main><section id="tasks" aria-labelledby="tasks-heading"><h2 id="tasks-heading">Tasks</h2>
${htmlTable("Each task, how it ended, its key and how long it took", HEAD, rows, 3)}
</section></main>
<footer>Made by tamiz.</footer>`,
    ),
    markdown: `# ${TITLE}\n\n${escapeMarkdown(about)}\n\n**${escapeMarkdown(words)}**\n\n${markdownTable(HEAD, rows, 3)}\n`,
  };
}

function summary({ tasks }: RunFacts): string {
  const number = (state: "cached" | "done" | "failed") => tasks.filter((task) => task.state === state).length;
  const failed = number("failed");
  const parts = [`${counted(tasks.length, "task")}: ${number("done")} run`, `${number("cached")} cached`];
  return `${[...parts, ...(failed > 0 ? [`${failed} failed`] : [])].join(", ")}.`;
}
