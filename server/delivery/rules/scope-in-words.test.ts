import { expect, it } from "vitest";
import { scopeInWords } from "./scope-in-words";

const name = { zh: "企业名称", en: "Name" };
const phone = { zh: "联系电话", en: "Phone" };
const status = { zh: "登记状态", en: "Status" };

it("says columns, masks, rows, first and last day, and whether data may be stored", () => {
  const words = scopeInWords({
    columns: [
      { name: "name", label: name, mask: "none" },
      { name: "phone", label: phone, mask: "phone" },
    ],
    rowFilter: [{ column: "status", op: "in", value: ["存续", "迁出"] }],
    labels: new Map(Object.entries({ name, phone, status })),
    validFrom: new Date("2026-03-01T00:00:00+08:00"),
    validUntil: new Date("2027-03-01T00:00:00+08:00"),
    storageAllowed: false,
  });
  expect(words.zh).toBe(
    "2 个数据项（企业名称、联系电话），其中 1 项脱敏；仅限“登记状态”属于“存续、迁出”的行；2026-03-01 至 2027-02-28；不得留存",
  );
  expect(words.en).toBe(
    "2 data items (Name, Phone), 1 of them masked; only rows where Status is one of “存续, 迁出”; 2026-03-01 to 2027-02-28; may not be stored",
  );
});
