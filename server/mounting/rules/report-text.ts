import type { Text } from "@/server/law/types";
import type { ProblemRule, Refusal } from "@/server/mounting/ingest.schema";

/** What a report says, in both languages: the page, the file and the interface show the same sentences. */

export const REFUSAL_TEXT: Readonly<Record<Refusal, Text>> = {
  problems: {
    zh: "数据不符合数据项的要求，没有写入任何一行。请按下列问题改正后重新上传。",
    en: "Values break the data items' rules; no row was loaded. Correct what is listed and upload again.",
  },
  header: {
    zh: "首行的列名与数据项不一致，没有写入任何一行。可以下载空白模板，按模板的列名填写。",
    en: "The first row does not name the data items; no row was loaded. The empty template has the right columns.",
  },
  encoding: {
    zh: "文件的编码与声明的不符，或者不是 UTF-8、GB18030。请选择“自动识别”，或另存为 UTF-8 后重新上传。",
    en: "The file is not in the encoding declared, or in neither UTF-8 nor GB18030. Choose “automatic”, or save it as UTF-8 and upload again.",
  },
  structure: {
    zh: "文件的引号或者行列结构有误，从所列的行起无法继续读取。",
    en: "Quotes or rows do not fit together; reading had to stop at the row named.",
  },
  empty: { zh: "文件中没有数据行。", en: "The file holds no row of data." },
  workbook: {
    zh: "无法读取该 Excel 工作簿：文件损坏、已加密，或者含有公式、合并单元格。请将公式粘贴为数值、取消合并后重新保存为 .xlsx。",
    en: "The workbook cannot be read: damaged, encrypted, or with formulas or merged cells. Paste formulas as values, unmerge, and save as .xlsx again.",
  },
  secret: {
    zh: "文件中有国家秘密标志（绝密、机密、秘密），已停止处理，没有写入任何一行。涉密数据不得进入本平台，请立即按保密规定处置。",
    en: "The file carries a marking of state secrets; it was stopped and no row loaded. Such data must not come onto this platform: deal with it under the rules on secrecy at once.",
  },
  personal: {
    zh: "向社会无条件开放的数据项中含有个人标识信息，已停止处理。请删除或者脱敏该列，或调整数据项的分级后重新上传。",
    en: "A column open to everybody holds personal identifiers; it was stopped. Remove or mask the column, or grade the data item otherwise, and upload again.",
  },
  "too-much": {
    zh: "读取该文件所需的内存、时间或者解压后的大小超过上限。请拆分后分批上传。",
    en: "Reading the file takes more memory, time or space than is allowed. Split it and upload the parts.",
  },
  "no-key": {
    zh: "该资源的数据项没有标明主键，不能增量更新。请上传全量数据。",
    en: "No data item of this resource is a key, so it cannot be changed by increments. Upload the whole.",
  },
  "no-version": {
    zh: "尚未挂接过全量数据，不能增量更新。请先上传全量数据。",
    en: "Nothing is mounted yet that an increment could change. Upload the whole first.",
  },
  "other-items": {
    zh: "数据项已经调整，与现有版本不一致，不能增量更新。请上传全量数据。",
    en: "The data items have changed since the version in use. Upload the whole.",
  },
  officer: {
    zh: "提交人已不能编制该资源（离岗、停用或者角色变更），没有写入。请由本部门其他人员重新提交。",
    en: "Whoever ordered it may no longer compile this resource; nothing was loaded. Have a colleague order it again.",
  },
  intranet: {
    zh: "该资源的数据在政务内网，不得传入本平台。",
    en: "The data of this resource stands on the intranet and stays there.",
  },
  gone: { zh: "上传的文件已被清除，请重新上传。", en: "The uploaded file is not there any more; upload it again." },
  "gave-up": {
    zh: "多次尝试均未完成，没有写入。请重新提交；如再次出现，请联系系统管理员。",
    en: "It was tried several times and never finished; nothing was loaded. Order it again, and tell the administrator if it happens again.",
  },
};

export const RULE_TEXT: Readonly<Record<ProblemRule, Text>> = {
  "column-count": { zh: "列数与首行不一致", en: "Not as many columns as the first row" },
  quote: { zh: "引号位置不正确", en: "A quote stands where none may" },
  "unclosed-quote": { zh: "从此行开始的引号没有闭合", en: "A quote that begins here never closes" },
  "too-long-field": { zh: "一行超过 4 MB", en: "A row of more than 4 MB" },
  nul: { zh: "含有空字符（NUL）", en: "Holds a NUL character" },
  "control-character": { zh: "含有控制字符", en: "Holds a control character" },
  required: { zh: "此项必填，不能为空", en: "A value is required" },
  "too-long": { zh: "超过规定长度", en: "Longer than is allowed" },
  integer: { zh: "不是整数", en: "Not a whole number" },
  decimal: { zh: "不是数值", en: "Not a number" },
  date: { zh: "不是有效日期（如 2026-01-31）", en: "Not a date (such as 2026-01-31)" },
  timestamp: { zh: "不是有效时间（如 2026-01-31 08:30）", en: "Not a time (such as 2026-01-31 08:30)" },
  boolean: { zh: "应为“是”或“否”（true/false）", en: "Neither true nor false (是/否)" },
  "code-list": { zh: "不在规定的代码范围内", en: "Not one of the values allowed" },
  "citizen-id": { zh: "公民身份号码不正确（日期或校验码）", en: "Not a citizen id (date or check digit)" },
  "credit-code": {
    zh: "统一社会信用代码不正确（格式或校验码）",
    en: "Not a unified social credit code (form or check digit)",
  },
  phone: { zh: "不是手机号码", en: "Not a mobile number" },
  operation: { zh: "操作应为 upsert（更新）或 delete（删除）", en: "The operation is neither upsert nor delete" },
  "duplicate-key": { zh: "主键重复", en: "The key is given twice" },
  "unknown-column": { zh: "没有这一数据项", en: "There is no such data item" },
  "missing-column": { zh: "缺少这一列", en: "This column is missing" },
  "duplicate-column": { zh: "列名重复", en: "The column is given twice" },
  "invisible-character": { zh: "列名含有不可见字符", en: "The column's name holds an invisible character" },
  "look-alike": { zh: "列名含有形近的其他文字", en: "The column's name holds letters that only look alike" },
  "no-header": { zh: "首行没有列名", en: "The first row names no columns" },
  "not-utf-8": { zh: "声明为 UTF-8，但不是", en: "Declared UTF-8, but is not" },
  "not-gb18030": { zh: "既不是 UTF-8，也不是 GB18030", en: "Neither UTF-8 nor GB18030" },
  "is-utf-8": { zh: "声明为 GB18030，但实际是 UTF-8", en: "Declared GB18030, but is UTF-8" },
  "cut-off": { zh: "文件在一个字的中间中断，不完整", en: "The file stops in the middle of a character" },
  formula: { zh: "单元格是公式", en: "The cell is a formula" },
  merged: { zh: "单元格已合并", en: "The cells are merged" },
  unreadable: { zh: "文件损坏、已加密或者不是 .xlsx", en: "Damaged, encrypted or no .xlsx" },
  "secret-marking": { zh: "含有国家秘密标志", en: "Holds a marking of state secrets" },
  "personal-citizen-id": { zh: "含有公民身份号码", en: "Holds a citizen id" },
  "personal-phone": { zh: "含有手机号码", en: "Holds a mobile number" },
  "personal-bank-card": { zh: "含有银行卡号", en: "Holds a bank card number" },
};
