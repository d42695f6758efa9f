import { shanghaiDate, type Text } from "@/server/law";

/** A case that is late, or was: what it is about, and its day. */
export function lateText(found: { number: string; about: Text; dueAt: Date | null; decidedAt: Date | null }): Text {
  const { number, about, dueAt, decidedAt } = found;
  const due = dueAt ? shanghaiDate(dueAt) : "";
  const name = named(about);
  if (decidedAt) {
    const answered = shanghaiDate(decidedAt);
    return {
      zh: `${number}${name.zh}：${due ? `期限${due}，` : ""}${answered}办结，已逾期`,
      en: `${number}${name.en}: ${due ? `due ${due}, ` : ""}decided late on ${answered}`,
    };
  }
  return { zh: `${number}${name.zh}：期限${due}，逾期未办`, en: `${number}${name.en}: due ${due}, still open` };
}

/** A catalogue change that the department has not submitted. */
export function openText({ number, about, dueAt }: { number: string; about: Text; dueAt: Date | null }): Text {
  const name = named(about);
  const due = dueAt ? shanghaiDate(dueAt) : null;
  return {
    zh: `${number}${name.zh}：目录更新尚未报送${due ? `，期限${due}` : ""}`,
    en: `${number}${name.en}: the catalogue update is not submitted${due ? `, due ${due}` : ""}`,
  };
}

/** A case by its end. */
export function endedText(found: { number: string; about: Text; decidedAt: Date | null }, end: Text): Text {
  const name = named(found.about);
  const on = found.decidedAt ? shanghaiDate(found.decidedAt) : "";
  return {
    zh: `${found.number}${name.zh}：${on}${end.zh}`,
    en: `${found.number}${name.en}: ${end.en} ${on}`.trimEnd(),
  };
}

interface Connected {
  code: string;
  name: Text;
  versions: number;
  firstMountedAt: Date | null;
  lastMountedAt: Date | null;
  mounted: boolean;
}

/** How an entry's data came to the platform. */
export function connectionText({ code, name, versions, firstMountedAt, lastMountedAt, mounted }: Connected): Text {
  if (!firstMountedAt || !lastMountedAt)
    return {
      zh: `${name.zh}（${code}）：从未接入平台`,
      en: `${name.en} (${code}): never connected to the platform`,
    };
  const first = shanghaiDate(firstMountedAt);
  const last = shanghaiDate(lastMountedAt);
  return {
    zh: `${name.zh}（${code}）：${first}接入，更新${versions}次，最近${last}，${mounted ? "在用" : "已断开"}`,
    en: `${name.en} (${code}): connected ${first}, ${versions} versions, the last ${last}, ${mounted ? "in use" : "cut off"}`,
  };
}

const CYCLES: Record<string, Text> = {
  daily: { zh: "每日", en: "daily" },
  weekly: { zh: "每周", en: "weekly" },
  monthly: { zh: "每月", en: "monthly" },
  quarterly: { zh: "每季度", en: "quarterly" },
  yearly: { zh: "每年", en: "yearly" },
};

/** Data that was not renewed within its own cycle. */
export function staleText({ code, name, updateCycle, lastMountedAt }: Connected & { updateCycle: string }): Text {
  const cycle = CYCLES[updateCycle] ?? { zh: "", en: "" };
  const last = lastMountedAt ? shanghaiDate(lastMountedAt) : "";
  return {
    zh: `${name.zh}（${code}）：更新周期${cycle.zh}，最近更新${last}`,
    en: `${name.en} (${code}): updated ${cycle.en}, last on ${last}`,
  };
}

/** Data that is to be open and cannot be had. */
export function notOpenText({ code, name, mounted }: Connected): Text {
  return mounted
    ? { zh: `${name.zh}（${code}）：开放已暂停`, en: `${name.en} (${code}): its opening is suspended` }
    : { zh: `${name.zh}（${code}）：列入开放，数据未接入`, en: `${name.en} (${code}): listed as open, without data` };
}

interface Used {
  number: string;
  entryName: Text;
  purpose: string;
  storageAllowed: boolean;
  readings: number;
  exports: number;
  lastReadAt: Date | null;
}

/** What was done under a grant, against what it allows. */
export function useText({ number, entryName, purpose, storageAllowed, readings, exports, lastReadAt }: Used): Text {
  const last = lastReadAt ? shanghaiDate(lastReadAt) : null;
  return {
    zh: `${entryName.zh}（${number}）：授权用途“${purpose}”，${storageAllowed ? "同意存储" : "未同意存储"}；调用${readings}次，其中导出${exports}次${last ? `，最近${last}` : ""}`,
    en: `${entryName.en} (${number}): granted for “${purpose}”, ${storageAllowed ? "storage allowed" : "no storage"}; read ${readings} times, exported ${exports} times${last ? `, last on ${last}` : ""}`,
  };
}

interface Stopped {
  number: string;
  entryName: Text;
  suspendedAt: Date | null;
  revokedAt: Date | null;
  reason: string | null;
}

/** A grant that was suspended or ended, with the reason given. */
export function stoppedText({ number, entryName, suspendedAt, revokedAt, reason }: Stopped): Text {
  const at = revokedAt ?? suspendedAt;
  const on = at ? shanghaiDate(at) : "";
  return {
    zh: `${entryName.zh}（${number}）：${on}${revokedAt ? "终止" : "暂停"}授权：${reason ?? ""}`,
    en: `${entryName.en} (${number}): ${revokedAt ? "ended" : "suspended"} on ${on}: ${reason ?? ""}`,
  };
}

function named({ zh, en }: Text): Text {
  return { zh: zh ? `《${zh}》` : "", en: en || zh ? ` (${en || zh})` : "" };
}
