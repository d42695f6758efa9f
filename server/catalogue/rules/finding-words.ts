import type { Text } from "@/server/law";

/** What each finding says, and what to do about it; `{…}` is filled from its params. */
const WORDS: Readonly<Record<string, Text>> = {
  required: { zh: "此项必填，请补充。", en: "Needed: please fill it in." },
  recommended: {
    zh: "国家编制指南的核心元数据，建议填写。",
    en: "Core metadata of the national guide; better filled in.",
  },
  "too-short": { zh: "内容太短，请补充完整。", en: "Too short: please complete it." },
  "too-long": { zh: "内容太长，请精简。", en: "Too long: please shorten it." },
  choose: { zh: "请从所列各项中选择。", en: "Choose one of those listed." },
  "item-name": {
    zh: "英文名称以小写字母开头，只含小写字母、数字和下划线，最长41个字符。",
    en: "Begins with a small letter; small letters, digits and underscores, at most 41.",
  },
  "text-only": {
    zh: "校验规则、最大长度和取值范围只用于文本型数据项。",
    en: "A rule, a length and a list of values are for items of text.",
  },
  invalid: { zh: "填写不正确，请检查。", en: "Not right: please check it." },
  "control-characters": {
    zh: "含有控制字符，多为从其他软件粘贴带入，请删除后重新输入。",
    en: "Has control characters, often pasted in: delete and type it again.",
  },
  "invisible-characters": {
    zh: "含有不可见字符，请删除后重新输入。",
    en: "Has invisible characters: delete and type it again.",
  },
  "mark-up": { zh: "含有网页标记，请只保留文字。", en: "Has mark-up: keep the words only." },
  "look-alike": {
    zh: "与{who}的“{other}”只在全半角、大小写、空格或不可见字符上不同，请改用能区别的名称，或确认是否重复编目。",
    en: "Differs from “{other}” of {who} only in width, capitals, spaces or invisible characters: choose a name that tells them apart.",
  },
  "same-name": {
    zh: "{who}已有同名目录（{other}），请确认不是重复编目。",
    en: "{who} has an entry of this name ({other}): make sure that it is not entered twice.",
  },
  "unknown-department": {
    zh: "本市没有这个部门，或者该部门已撤并，请重新选择。",
    en: "No such department works in the city: choose again.",
  },
  "own-department": { zh: "不能选择本部门。", en: "Not one's own department." },
  repeated: { zh: "与第{other}项重复，请删除或改名。", en: "Repeats item {other}: delete or rename it." },
  "item-look-alike": {
    zh: "与第{other}项只在全半角、大小写、空格或不可见字符上不同，请改名。",
    en: "Differs from item {other} only in width, capitals, spaces or invisible characters: rename it.",
  },
  "date-as-text": {
    zh: "名称像日期而类型不是日期，请确认类型。",
    en: "Sounds like a date and is of another type: check the type.",
  },
  unmasked: {
    zh: "像个人信息而没有设定脱敏方式，请确认分级和脱敏方式。",
    en: "Sounds like personal information and carries no mask: check grade and mask.",
  },
  "not-accepted": {
    zh: "依据的种类不符合规定，可以作为依据的：{kinds}。",
    en: "Not a kind of basis that the law accepts; it accepts: {kinds}.",
  },
  "not-accepted-here": {
    zh: "本市规定这一种类不得作为依据，请改引其他依据，或者改为无条件共享。",
    en: "The city's text takes no basis of this kind: cite another, or share without condition.",
  },
  "never-basis": {
    zh: "部门内部规定不得作为不予共享或者有条件共享的依据，请改引法律、法规等依据，或者改为无条件共享。",
    en: "A department's internal rules are never a basis: cite the law, or share without condition.",
  },
  "kept-out": {
    zh: "涉及国家秘密的数据不得在本平台编目和交换。",
    en: "Data touching state secrets stays out of this platform.",
  },
  unknown: {
    zh: "不在本市规定的范围内，请重新选择。",
    en: "Not one of those that the city's law names: choose again.",
  },
  "intranet-only": {
    zh: "电子政务内网的数据只在内网共享，不能在本平台开放。",
    en: "Data of the intranet is not opened on this platform.",
  },
  "base-unconditional": {
    zh: "基础数据库的数据应当无条件共享，请改为无条件共享。",
    en: "Base data is shared without condition: choose that class.",
  },
  "base-real-time": {
    zh: "基础数据库的数据应当在线实时共享，请改为实时更新，以接口或在线查询方式共享。",
    en: "Base data is shared online in real time: by interface or online query.",
  },
  "theme-shared": {
    zh: "主题数据库的数据应当共享；不予共享须写明依据。",
    en: "Theme data is shared; withholding it needs a basis.",
  },
  "unknown-item": {
    zh: "采集的数据项不在本目录的数据项中，请重新选择。",
    en: "Collects an item that the entry does not have: choose again.",
  },
  "collected-already": {
    zh: "“{item}”其他部门已采集并共享；重复采集须写明法律、法规依据。",
    en: "“{item}” is collected and shared by another department: collecting it again needs a law.",
  },
  "second-collector": {
    zh: "“{item}”已由{who}采集（{other}），是该数据项的责任数据源；请优先共享使用，不重复采集。",
    en: "“{item}” is collected by {who} ({other}), its responsible source: use theirs rather than collect it again.",
  },
  "one-lead": {
    zh: "此数据库已由{who}牵头，请改选该部门。",
    en: "{who} leads this database already: choose that department.",
  },
  settled: { zh: "编目后不能更改。", en: "Settled when it was compiled." },
  "named-owner": {
    zh: "本市规定此类数据（{domain}）由{who}负责，请确认应由本部门编目。",
    en: "The city's text makes {who} answerable for such data ({domain}): make sure that it is yours to enter.",
  },
  "no-special-rules": {
    zh: "本市规定没有此种特别规定的适用。",
    en: "The city's text lets no such special rule prevail.",
  },
};

/** A finding in words; a problem without words of its own is one to be checked. */
export function findingWords(problem: string, params: Readonly<Record<string, Text | string>> = {}): Text {
  const said = WORDS[problem] ?? WORDS.invalid ?? { zh: problem, en: problem };
  const filled = (language: "zh" | "en") =>
    said[language].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = params[name] ?? "";
      return typeof value === "string" ? value : value[language] || value.zh;
    });
  return { zh: filled("zh"), en: filled("en") };
}
