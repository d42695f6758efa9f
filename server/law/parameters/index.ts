import type { z } from "zod";
import type { Text } from "../types";
import { BODIES } from "./bodies";
import { CATALOGUE } from "./catalogue";
import { COLLECTION } from "./collection";
import { CORRECTION } from "./correction";
import { DELISTING } from "./delisting";
import { DISPUTES } from "./disputes";
import { EFFECT } from "./effect";
import { INSTRUMENT } from "./instrument";
import { NATIONAL_STEPS } from "./national-steps";
import { OPENING } from "./opening";
import { OPERATION } from "./operation";
import { PLATFORM } from "./platform";
import { PROJECTS } from "./projects";
import { RECTIFICATION } from "./rectification";
import { REPORTS } from "./reports";
import { SECURITY } from "./security";
import { SHARING } from "./sharing";
import { SHARING_CLASSES } from "./sharing-classes";
import { USE } from "./use";

export { ACCESS_LOG_FIELDS, durationSchema, type Parameter, type Stricter } from "./shape";

/**
 * Every question that a city's text is asked. A city answers each one, if only with `not-stipulated`,
 * so that silence is a statement and a forgotten value an error.
 */
export const PARAMETERS = {
  ...SHARING,
  ...USE,
  ...EFFECT,
  ...DISPUTES,
  ...CORRECTION,
  ...DELISTING,
  ...CATALOGUE,
  ...COLLECTION,
  ...OPENING,
  ...OPERATION,
  ...SECURITY,
  ...RECTIFICATION,
  ...REPORTS,
  ...INSTRUMENT,
  ...BODIES,
  ...PLATFORM,
  ...SHARING_CLASSES,
  ...PROJECTS,
  ...NATIONAL_STEPS,
} as const;

export type ParameterKey = keyof typeof PARAMETERS;
export type ParameterValue<K extends ParameterKey> = z.output<(typeof PARAMETERS)[K]["schema"]>;

export const PARAMETER_KEYS = Object.keys(PARAMETERS) as ParameterKey[];

/** The questions by subject, in the order in which a clerk reads a regulation. */
export const SUBJECTS: readonly Subject[] = [
  subject("instrument", "法规本身", "The instrument", INSTRUMENT),
  subject("bodies", "机构与部门", "Bodies and departments", BODIES),
  subject("platform", "平台支撑", "Platforms", PLATFORM),
  subject("catalogue", "目录管理", "Catalogue", CATALOGUE),
  subject("collection", "数据采集", "Collection", COLLECTION),
  subject("classes", "共享分类与发布审查", "Sharing classes and publishing", SHARING_CLASSES),
  subject("sharing", "共享申请与答复", "Sharing requests", SHARING),
  subject("steps", "国家条例规定的共享环节", "Steps named by the national regulation", NATIONAL_STEPS),
  subject("use", "使用与收回", "Use and revocation", USE),
  subject("effect", "电子文书效力", "Effect of electronic documents", EFFECT),
  subject("disputes", "争议处理", "Disputes", DISPUTES),
  subject("correction", "校核更正", "Correction", CORRECTION),
  subject("delisting", "下线", "Delisting", DELISTING),
  subject("opening", "数据开放", "Opening", OPENING),
  subject("operation", "授权运营与公众举报", "Authorised operation and public reports", OPERATION),
  subject("security", "安全管理", "Security", SECURITY),
  subject("projects", "项目、考核与培训", "Projects, assessment and training", PROJECTS),
  subject("rectification", "违规与整改", "Violations and rectification", RECTIFICATION),
  subject("reports", "年度报告与有效期", "Annual reports and validity", REPORTS),
];

export interface Subject {
  id: string;
  title: Text;
  keys: readonly ParameterKey[];
}

function subject(id: string, zh: string, en: string, questions: object): Subject {
  return { id, title: { zh, en }, keys: Object.keys(questions) as ParameterKey[] };
}
