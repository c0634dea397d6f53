import { join } from "node:path";
import { runCommand } from "../command.js";
import { changeByte, codeOf, STAGES, takeRan, writeStages } from "./chain.js";
import { checkRan } from "./check-ran.js";

/** Another tool. */
export interface Peer {
  readonly name: string;
  /** Installs it into the scratch folder where it is not yet, and declares the stages in a folder that holds their code. */
  declare(scratch: string, folder: string): Promise<Command>;
}

/** Brings the stages that are declared in a folder up to date. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Stages of a peer that are up to date. */
export interface Chain extends Command {
  readonly peer: string;
  readonly folder: string;
}

/** The stages of the default pipeline with a peer: shown to run one stage for a changed byte, then none. */
export async function openChain(peer: Peer, scratch: string, signal: AbortSignal): Promise<Chain> {
  const folder = join(scratch, "chains", peer.name.toLowerCase());
  writeStages(folder);
  const chain = { ...(await peer.declare(scratch, folder)), peer: peer.name, folder };
  const all = STAGES.map(({ name }) => name);
  await runChain(chain, all, signal);
  changeByte(join(folder, codeOf("features")));
  await runChain(chain, ["features"], signal);
  await runChain(chain, [], signal);
  return chain;
}

/** Seconds that a peer takes to bring its stages up to date. Throws where other stages run than expected. */
export async function runChain(chain: Chain, expected: readonly string[], signal: AbortSignal): Promise<number> {
  const { peer, folder, command, args, env = {} } = chain;
  const { seconds } = await runCommand(command, args, { folder, env, signal });
  checkRan(peer, takeRan(folder), expected);
  return seconds;
}
