import admin from "./admin.json";
import cases from "./cases.json";
import catalogue from "./catalogue.json";
import common from "./common.json";
import compile from "./compile.json";
import desk from "./desk.json";
import docs from "./docs.json";
import errors from "./errors.json";
import filing from "./filing.json";
import frame from "./frame.json";
import grants from "./grants.json";
import landing from "./landing.json";
import law from "./law.json";
import mounting from "./mounting.json";
import mounts from "./mounts.json";
import oversight from "./oversight.json";
import policy from "./policy.json";
import portal from "./portal.json";
import quality from "./quality.json";
import registers from "./registers.json";
import scope from "./scope.json";
import signin from "./signin.json";
import use from "./use.json";
import workspace from "./workspace.json";

/** One file an area; an area's name is its namespace. */
export default {
  admin,
  cases,
  catalogue,
  common,
  compile,
  desk,
  docs,
  errors,
  filing,
  frame,
  grants,
  landing,
  law,
  mounting,
  mounts,
  oversight,
  policy,
  portal,
  quality,
  registers,
  scope,
  signin,
  use,
  workspace,
};
