import type { ReasonDetail } from "../plan/explain.js";
import type { Project } from "./project.js";

/** Adds to reasons what of each input differs. Reading rows takes the formats' libraries, which are loaded only then. */
export function reasonDetail({ store, survey }: Project): ReasonDetail {
  let detail: Promise<ReasonDetail> | undefined;
  return async (reasons) => {
    if (!reasons.some(({ because }) => because === "input")) return reasons;
    detail ??= import("../plan/compare-inputs.js").then(({ artifactsOf, inputDetail }) =>
      inputDetail(artifactsOf(store.objects, survey)),
    );
    return (await detail)(reasons);
  };
}
