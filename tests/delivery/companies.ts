import type { SourceValue } from "@/server/mounting/mount-hosted-table";
import type { Item } from "./city";

/** Twelve columns as a company register has them: a code, names, a phone, an address, dates, amounts. */
export const COMPANY_ITEMS: Item[] = [
  { name: "uscc", type: "text" },
  { name: "name", type: "text" },
  { name: "legal_person", type: "text", mask: "name", grade: 2 },
  { name: "citizen_id", type: "text", mask: "citizen-id", grade: 4 },
  { name: "phone", type: "text", mask: "phone", grade: 3 },
  { name: "address", type: "text" },
  { name: "district", type: "text" },
  { name: "status", type: "text" },
  { name: "capital", type: "decimal" },
  { name: "employees", type: "integer" },
  { name: "registered_on", type: "date" },
  { name: "active", type: "boolean" },
];

const DISTRICTS = ["新抚区", "东洲区", "望花区", "顺城区", "抚顺县", "新宾县", "清原县"];
const SURNAMES = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
const STATUSES = ["存续", "注销", "吊销"];

/** `count` companies, the same ones every time. Codes and ids are well-formed, not real. */
export function* companies(count: number): Generator<SourceValue[]> {
  for (let i = 1; i <= count; i++) {
    const n = String(i).padStart(9, "0");
    const day = `${1990 + (i % 30)}-${String((i % 12) + 1).padStart(2, "0")}-${String((i % 28) + 1).padStart(2, "0")}`;
    yield [
      `91210400${n}X`,
      `${DISTRICTS[i % 7]}第${i}号商贸有限公司`,
      `${SURNAMES[i % 10]}某${i % 100}`,
      `2104${String((i % 10) + 10)}${day.replaceAll("-", "")}${String(i % 10_000).padStart(4, "0")}`,
      `138${String(i).padStart(8, "0")}`,
      `辽宁省抚顺市${DISTRICTS[i % 7]}中心路${i % 300}号`,
      DISTRICTS[i % 7] as string,
      STATUSES[i % 10 === 0 ? 1 : i % 37 === 0 ? 2 : 0] as string,
      (i * 37) % 100_000,
      i % 500,
      day,
      i % 10 !== 0,
    ];
  }
}
