import cases from "./cases.json";
import catalogue from "./catalogue.json";
import common from "./common.json";
import errors from "./errors.json";
import frame from "./frame.json";
import grants from "./grants.json";
import law from "./law.json";
import use from "./use.json";
import workspace from "./workspace.json";

/** One file an area; an area's name is its namespace. */
export default { cases, catalogue, common, errors, frame, grants, law, use, workspace };
