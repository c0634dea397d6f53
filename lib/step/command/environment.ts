import { canonical, type Json } from "../../digest.js";
import { variableName } from "./code.js";

/** Variables of the user's own environment that a command sees: how programs are found and run, and none of their settings. */
const PASSED = new Set([
  ...["PATH", "LD_LIBRARY_PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "LANG"],
  ...["VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "PYENV_ROOT"],
]);

/** The same on all machines and at all times: the time zone, the order of Python's sets. */
const FIXED = { TZ: "UTC", PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1" };

/** What a command's environment holds: little of the user's, what its step declares, and the paths and parameters. */
export function environmentOf(
  own: { readonly env: readonly string[]; readonly paths: Paths; readonly with: { readonly [name: string]: Json } },
  user: NodeJS.ProcessEnv,
): { readonly [name: string]: string } {
  const passed = Object.keys(user).filter((name) => PASSED.has(name) || name.startsWith("LC_"));
  const taken = [...passed, ...own.env].flatMap((name) => {
    const value = user[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const parameters = Object.entries(own.with).map(
    ([name, value]) => [variableName("with", name), typeof value === "string" ? value : canonical(value)] as const,
  );
  return { ...FIXED, ...Object.fromEntries(taken), ...Object.fromEntries(parameters), ...own.paths };
}

/** `IN_…` and `OUT_…` → path. */
export type Paths = { readonly [variable: string]: string };
