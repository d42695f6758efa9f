import { isAbsolute, join, relative, sep } from "node:path";
import { Document, isMap, isScalar, isSeq, type Node, visit } from "yaml";
import { PARAMETERS, type ParameterKey, SUBJECTS } from "./parameters";
import { type CityLevel, type CivilDate, PROCEDURE_IDS, type Text } from "./types";
import { choicesOf, valueHint } from "./value-hint";

/** What is known of a city before its text has been read. */
export interface NewCity {
  id: string;
  names: Text;
  short: Text;
  regionCode: string;
  level: CityLevel;
  province: string;
  /** First day on which its law applies here. */
  from: CivilDate;
}

/** Article of everything that nobody has looked up yet. */
const NO_ARTICLE = "–";

/**
 * The files of a new city by path in its folder: every question of the registry answered with `not-stipulated` and a
 * hint beside it, the three sharing procedures in their simplest form, and the offices without which nothing can run.
 * It is made from the registry, so it asks whatever the code asks.
 * @param schemaOf the path or address of a schema for a file, as an editor finds it
 */
export function newCityFiles(city: NewCity, schemaOf: (file: string, schema: string) => string): Map<string, string> {
  const files = new Map<string, string>();
  const add = (file: string, schema: string, text: string) =>
    files.set(file, `# yaml-language-server: $schema=${schemaOf(file, `${schema}.schema.json`)}\n${text}`);
  add("city.yaml", "city", cityFile(city));
  add("departments.yaml", "departments", departmentsFile(city));
  for (const { id, title, keys } of SUBJECTS) add(`policy/${id}.yaml`, "policy", questionsFile(city, title, keys));
  for (const [name, text] of Object.entries(procedureFiles(city))) add(`policy/${name}.yaml`, "policy", text);
  return files;
}

/** Where a file of a folder finds a schema: relative inside the project, absolute outside. */
export function schemaPath(folder: string, project: string): (file: string, schema: string) => string {
  const schemas = join(project, "tenants", "schema");
  const inside = !relative(project, folder).startsWith("..") && !isAbsolute(relative(project, folder));
  return (file, schema) => {
    const target = join(schemas, schema);
    return inside
      ? relative(join(folder, file, ".."), target)
          .split(sep)
          .join("/")
      : target;
  };
}

function cityFile({ id, names, short, regionCode, level, province, from }: NewCity): string {
  const plain = (zh: string, en: string) => ({ zh, en });
  const content = {
    id,
    names,
    short,
    region_code: regionCode,
    level,
    province,
    instrument: {
      title: plain(
        `${names.zh}政务数据资源共享开放管理办法`,
        `Measures of ${names.en} for sharing and opening government data`,
      ),
      kind: plain("政府规章", "Government rules"),
      status: "unknown",
      effective: {
        value: from,
        cites: NO_ARTICLE,
        basis: "default",
        reason: plain("待填写：施行日期", "To be filled in: the day it came into force"),
      },
      citation: plain("待填写：文号", "To be filled in: its number"),
      notes: [plain("规则尚待依据本市文本填写", "The rules are still to be filled in from the city's text")],
    },
    words: {
      data_resource: plain("政务数据资源", "Government data resource"),
      authority: plain("数据主管部门", "Data authority"),
      provider: plain("提供部门", "Provider"),
      consumer: plain("使用部门", "Using department"),
      sharing_platform: plain("政务数据共享平台", "Sharing platform"),
      opening_platform: plain("公共数据开放平台", "Opening platform"),
      catalogue: plain("政务数据目录", "Catalogue"),
      sharing: {
        unconditional: plain("无条件共享", "Shared unconditionally"),
        conditional: plain("有条件共享", "Shared on conditions"),
        withheld: plain("不予共享", "Not shared"),
      },
      opening: {
        unconditional: plain("无条件开放", "Open unconditionally"),
        conditional: plain("有条件开放", "Open on conditions"),
        withheld: plain("不予开放", "Not open"),
      },
    },
    bodies: {
      authority: plain(`${short.zh}数据局`, `Data Bureau of ${names.en}`),
      government: plain(`${names.zh}人民政府`, `People's Government of ${names.en}`),
      leading_group: "not-stipulated",
    },
    regions: [{ code: regionCode, names, kind: level === "zone" ? "zone" : "city" }],
  };
  return [
    `# ${names.zh}：名称、用语和区划。`,
    "# instrument 下可加 articles: 条文总数，policy:check 据此核对每一处 cites。",
    "# regions 增加县（区）后，departments.yaml 中每个区划须有且只有一个数据主管部门（kind: authority）。",
    written(content),
  ].join("\n");
}

function departmentsFile({ names, short, regionCode }: NewCity): string {
  const office = (code: string, kind: string, zh: string, en: string) => ({
    code,
    names: { zh, en },
    kind,
    region: regionCode,
  });
  const departments = [
    office("gov", "government", `${names.zh}人民政府`, `People's Government of ${names.en}`),
    office("data", "authority", `${short.zh}数据局`, `Data Bureau of ${names.en}`),
    office("public-security", "department", `${short.zh}公安局`, "Public Security Bureau"),
    office("civil-affairs", "department", `${short.zh}民政局`, "Civil Affairs Bureau"),
  ];
  return [`# ${names.zh}：能够成为案件一方的各机构；code 一经使用不再更改。`, written({ departments })].join("\n");
}

function questionsFile({ from }: NewCity, title: Text, keys: readonly ParameterKey[]): string {
  const lines = keys.flatMap((key) => {
    const choices = choicesOf(key);
    return [
      `  # ${PARAMETERS[key].title.zh} ${PARAMETERS[key].title.en}`,
      `  #   value: ${valueHint(key)}`,
      ...(choices.length > 0 ? [`  #   ${choices.join("；")}`] : []),
      `  ${key}: [{ from: ${from}, cites: "${NO_ARTICLE}", basis: law, value: not-stipulated }]`,
    ];
  });
  return [
    "# 条文有规定的，改写 value 和 cites（条号）；条文未规定的，保留 not-stipulated，cites 写最接近的条。",
    "# 法规修改时不改原有的一条，在其后加一条新的 from；废止写 value: null。",
    written({ title }).trimEnd(),
    "parameters:",
    ...lines,
    "",
  ].join("\n");
}

const TO_FILL: Text = {
  zh: "待依据本市文本填写；此处为最简形式",
  en: "To be filled in from the city's text; this is the simplest form",
};
const cited = { cites: NO_ARTICLE, basis: "default", reason: TO_FILL } as const;
const field = (id: string, required: boolean, zh: string, en: string) => ({
  id,
  title: { zh, en },
  required,
  ...cited,
});
const item = (name: string) => ({ item: name, ...cited });

const OVERDUE = {
  causes: {
    zh: "事项继续待办，标记逾期，数据主管部门可见",
    en: "The case stays open, is marked overdue and is visible to the data authority",
  },
  cites: NO_ARTICLE,
  basis: "default",
  reason: {
    zh: "D11：条文未规定逾期视为同意或者不同意",
    en: "D11: the text deems neither consent nor refusal from silence",
  },
} as const;
const WITHDRAWN = {
  id: "withdrawn",
  title: { zh: "已撤回", en: "Withdrawn" },
  ...cited,
  outcome: "withdrawn",
} as const;
const WITHDRAWAL = {
  title: { zh: "撤回", en: "Withdraw" },
  to: "withdrawn",
  causes: { zh: "案件终结，不产生授权", en: "The case ends without a grant" },
  ...cited,
} as const;

function procedureFiles({ from }: NewCity): Record<string, string> {
  const absent = Object.fromEntries(
    PROCEDURE_IDS.filter((id) => !(id in SIMPLE)).map((id) => [
      id,
      [{ from, value: "not-stipulated", cites: NO_ARTICLE, basis: "law" }],
    ]),
  );
  const files = Object.entries(SIMPLE).map(([id, { title, about, ...procedure }]): [string, string] => [
    id.replace(".", "-"),
    [`# ${about}`, written({ title, procedures: { [id]: [{ from, title, ...cited, ...procedure }] } })].join("\n"),
  ]);
  const others = [
    "# 其余程序：条文有规定的，仿照 tenants/ 中已有城市的写法另立文件，并删去此处对应的一行。",
    written({ title: { zh: "其余程序", en: "The other procedures" }, procedures: absent }),
  ].join("\n");
  return { ...Object.fromEntries(files), "other-procedures": others };
}

/** The three procedures that no city can do without. */
const SIMPLE = {
  "sharing.unconditional": {
    about: "无条件共享：登记用途后直接获取。",
    title: { zh: "无条件共享", en: "Unconditional sharing" },
    filing: {
      title: { zh: "直接获取", en: "Take the data" },
      ...cited,
      by: ["requester"],
      to: { end: "granted" },
      marks: ["submitted"],
      application: [field("purpose", true, "履职用途", "Purpose of duty")],
      causes: { zh: "登记用途后立即授权", en: "Grants at once with the purpose declared" },
    },
    ends: [{ id: "granted", title: { zh: "已授权", en: "Granted" }, ...cited, outcome: "granted", grants: true }],
    overdue: OVERDUE,
  },
  "sharing.conditional": {
    about: "有条件共享：提供部门收到申请后答复；期限取自 sharing.yaml 的 sharing.answer.within。",
    title: { zh: "有条件共享", en: "Conditional sharing" },
    filing: {
      title: { zh: "提交有条件共享申请", en: "Apply for conditional data" },
      ...cited,
      by: ["requester"],
      to: { stage: "answer" },
      marks: ["submitted", "received"],
      application: [
        field("purpose", true, "共享用途", "Purpose of sharing"),
        field("data-items", true, "申请数据项", "Data items"),
        field("duty", true, "履职依据", "Duty that needs the data"),
        field("scenario", false, "应用场景", "Scenario"),
        field("scope", false, "使用范围", "Scope of use"),
      ],
      causes: {
        zh: "申请送达提供部门，期限自收到之日起算（当日不计）",
        en: "Reaches the provider; the period is counted from receipt",
      },
    },
    stages: [
      {
        id: "answer",
        title: { zh: "提供部门答复", en: "The provider answers" },
        ...cited,
        actors: ["provider"],
        clock: { start: "received", within: "sharing.answer.within" },
        acts: [
          {
            id: "approve",
            title: { zh: "同意共享", en: "Approve" },
            ...cited,
            by: ["provider"],
            to: { end: "granted" },
            requires: [item("scope"), item("purpose")],
            causes: { zh: "按所列范围和用途授权", en: "Grants within the scope and purpose stated" },
          },
          {
            id: "refuse",
            title: { zh: "不同意共享", en: "Refuse" },
            ...cited,
            by: ["provider"],
            to: { end: "refused" },
            requires: [item("reason")],
            accepted_basis: "sharing.refusal.basis",
            causes: { zh: "申请终结，可以提出争议", en: "Ends the request; a dispute may follow" },
          },
        ],
      },
    ],
    ends: [
      { id: "granted", title: { zh: "已授权", en: "Granted" }, ...cited, outcome: "granted", grants: true },
      {
        id: "refused",
        title: { zh: "不予共享", en: "Refused" },
        ...cited,
        outcome: "refused",
        follows: {
          procedure: "sharing.dispute",
          by: ["requester", "provider"],
          causes: { zh: "有争议的，由数据主管部门协调", en: "A dispute goes to the data authority" },
          ...cited,
        },
      },
      WITHDRAWN,
    ],
    completion: {
      title: { zh: "待补正", en: "Awaiting completion" },
      act: { zh: "退回补正", en: "Return for completion" },
      resubmit: { zh: "补正后重新提交", en: "Resubmit" },
      ...cited,
      stages: ["answer"],
      to: "answer",
      marks: ["submitted", "received"],
      causes: {
        zh: "申请退回需求方补正，本次期限终止计算",
        en: "The application goes back to the requester; this period ends",
      },
      resubmit_causes: {
        zh: "申请重新进入办理，期限重新起算",
        en: "The application enters again and a new period starts",
      },
    },
    withdrawal: WITHDRAWAL,
    overdue: OVERDUE,
  },
  "sharing.dispute": {
    about: "共享争议：由数据主管部门协调；期限取自 disputes.yaml 的 dispute.coordination.within。",
    title: { zh: "共享争议", en: "Sharing dispute" },
    filing: {
      title: { zh: "提出争议", en: "Open a dispute" },
      ...cited,
      by: ["requester", "provider"],
      to: { stage: "coordination" },
      marks: ["disputed"],
      application: [field("reason", true, "争议事项与理由", "What is disputed, and why")],
      causes: { zh: "由数据主管部门协调", en: "The data authority coordinates" },
    },
    stages: [
      {
        id: "coordination",
        title: { zh: "数据主管部门协调", en: "The data authority coordinates" },
        ...cited,
        actors: ["authority"],
        seat: { value: "higher-of-parties", ...cited },
        clock: { start: "disputed", within: "dispute.coordination.within" },
        acts: [
          {
            id: "settle-share",
            title: { zh: "协调共享", en: "Settle: share" },
            ...cited,
            by: ["authority"],
            to: { end: "settled-share" },
            requires: [item("scope"), item("purpose"), item("reason")],
            causes: { zh: "争议终结，立即按所列范围和用途授权", en: "Ends the dispute and grants at once" },
          },
          {
            id: "settle-refusal",
            title: { zh: "协调不予共享", en: "Settle: the refusal stands" },
            ...cited,
            by: ["authority"],
            to: { end: "settled-refusal" },
            requires: [item("reason")],
            causes: { zh: "争议终结，维持不予共享", en: "Ends the dispute; the refusal stands" },
          },
        ],
      },
    ],
    ends: [
      {
        id: "settled-share",
        title: { zh: "处理后共享", en: "Settled: shared" },
        ...cited,
        outcome: "settled",
        grants: true,
      },
      {
        id: "settled-refusal",
        title: { zh: "处理后不予共享", en: "Settled: the refusal stands" },
        ...cited,
        outcome: "settled",
      },
      WITHDRAWN,
    ],
    withdrawal: WITHDRAWAL,
    overdue: OVERDUE,
  },
} as const;

/** Longest line that is still written as `{ … }`. */
const ONE_LINE = 110;

/** YAML as the cities' files are written: short blocks on one line. */
function written(content: object): string {
  const document = new Document(content, { aliasDuplicateObjects: false });
  visit(document, {
    Collection: (_key, node, path) => {
      if (
        path.length > 1 &&
        isFlat(node) &&
        String(new Document(node, { aliasDuplicateObjects: false })).length < ONE_LINE
      )
        node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 }).replaceAll("[ ", "[").replaceAll(" ]", "]");
}

/** Scalars, or one level of `{ zh, en }` below them. */
function isFlat(node: Node, depth = 1): boolean {
  if (isScalar(node)) return true;
  if (depth < 0) return false;
  if (isMap(node)) return node.items.every(({ value }) => isFlat(value as Node, depth - 1));
  return isSeq(node) && node.items.every((item) => isFlat(item as Node, depth - 1));
}
