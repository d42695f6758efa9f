import { randomUUID } from "node:crypto";
import { actOnCase } from "@/server/cases/act-on-case";
import { type ActContentInput, actOnCaseInput, type CaseMoved } from "@/server/cases/case.schema";
import { readCase } from "@/server/cases/read-case";
import { type SubmitRequestInput, submitRequestInput } from "@/server/sharing/sharing.schema";
import { filled } from "@/tests/law/forms";
import type { Official } from "./city";

/** An application that every city's conditional procedure accepts, for two of the items of `entryOf`. */
export function application(entryId: string, over: Record<string, unknown> = {}): SubmitRequestInput {
  return submitRequestInput.parse({
    idempotencyKey: randomUUID(),
    entryId,
    fields: { purpose: "核验待遇资格", scenario: "社保待遇认证", duty: "《社会保险法》第八条", scope: "本市参保人员" },
    dataItems: ["full_name", "insured_year"],
    from: "2026-03-10",
    until: "2026-12-31",
    ...over,
  });
}

/** Reads the case as it stands and does one act on it. */
export async function act(
  who: Official,
  caseId: string,
  actId: string,
  content: ActContentInput = {},
): Promise<CaseMoved> {
  const { version } = await who.asks(readCase, { caseId });
  return who.does(
    actOnCase,
    actOnCaseInput.parse({ idempotencyKey: randomUUID(), caseId, version, act: actId, content }),
  );
}

/** The same with something in everything that the act's own form asks, but for what is said. */
export async function actInFull(
  who: Official,
  caseId: string,
  actId: string,
  said: Record<string, string | undefined> = {},
  content: ActContentInput = {},
): Promise<CaseMoved> {
  const { acts } = await who.asks(readCase, { caseId });
  const fields = filled(acts.find((each) => each.act === actId)?.fields ?? [], said);
  return act(who, caseId, actId, { ...content, fields });
}

export const consent = { scope: "姓名、参保年份", purpose: "核验待遇资格" };
export const refusal: ActContentInput = {
  reason: "超出履职范围",
  legalBasis: [{ kind: "law", citation: "《个人信息保护法》第三十四条" }],
};

/** 23:59:59 in Shanghai. */
export const endOf = (day: string) => new Date(`${day}T23:59:59+08:00`);
