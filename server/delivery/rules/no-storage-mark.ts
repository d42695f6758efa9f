/**
 * How a mark stands in each format: always as the first record, so that even a file that was cut carries it. A mounted file
 * is given byte for byte, so its name carries the mark.
 */

/** Who took a copy that may not be stored, and for what. */
export interface NoStorageMark {
  /** Number of the matter that the grant came of. */
  number: string;
  department: string;
  purpose: string;
  /** The person's name, or the label of the key. */
  by: string;
  at: string;
  accessRecord: string;
}

/** The mark as one line of words without anything that CSV would quote: it begins with `#`, as comments do. */
export function markLine({ number, department, purpose, by, at, accessRecord }: NoStorageMark): string {
  const words = [
    "# 仅限在线使用，不得留存",
    `授权：${number}`,
    `使用部门：${department}`,
    `用途：${purpose}`,
    `取用：${by}`,
    `时间：${shanghaiMinute(at)}`,
    `使用记录：${accessRecord}`,
  ];
  return words.map((word) => word.replaceAll(",", "，").replaceAll('"', "”").replace(/\s+/g, " ")).join("；");
}

/** The mark as a member that no column can be called, for JSON and lines of JSON. */
export function markObject(mark: NoStorageMark): { noStorage: NoStorageMark & { notice: string } } {
  return { noStorage: { notice: "仅限在线使用，不得留存", ...mark } };
}

/** The name under which a mounted file is saved; its ending stays. @param name as the provider called it */
export function markName({ number }: NoStorageMark, name: string): string {
  return `不得留存_${number}_${name}`;
}

function shanghaiMinute(at: string): string {
  return new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: "Asia/Shanghai",
  }).format(new Date(at));
}
