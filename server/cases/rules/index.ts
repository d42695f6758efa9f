/** The pure engine that runs every procedure. */
export { actsFor } from "./acts-for";
export { advance, expiresAt, fold, retrace } from "./advance";
export { type Facts, factsOf, holds, isAsked } from "./facts";
export { sideOf } from "./parties";
export { actorsOf, stageOf } from "./stage";
export * from "./types";
export { withUnseenProposal } from "./unseen";
