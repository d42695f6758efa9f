import { expect, it } from "vitest";
import { INBOX_PARTS, rowsOfPart } from "@/app/workspace/inbox-part";
import type { CaseRow } from "@/server/cases/case.schema";
import { COMPLETION_STAGE } from "@/server/law";

const row = (id: string, tone: CaseRow["tone"], stage: string) => ({ id, tone, stage: { id: stage } }) as CaseRow;
const rows = [row("late", "red", "reply"), row("soon", "amber", "reply"), row("back", "none", COMPLETION_STAGE)];

it("narrows the first list to what a counter counted", () => {
  const ids = INBOX_PARTS.map((part) => rowsOfPart(rows, part).map(({ id }) => id));
  expect(ids).toEqual([["late"], ["soon"], ["back"]]);
  expect(rowsOfPart(rows, undefined)).toEqual(rows);
});
