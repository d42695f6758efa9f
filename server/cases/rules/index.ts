/** The pure engine that runs every procedure. */
export { actsFor } from "./acts-for";
export { advance, fold } from "./advance";
export { actorsOf, stageOf } from "./stage";
export * from "./types";
