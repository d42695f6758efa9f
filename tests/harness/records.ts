import { randomUUID } from "node:crypto";
import { getBook, shanghaiDate } from "@/server/law";
import { isAsked } from "@/server/law/form-answers";
import { addRecord } from "@/server/registers/add-record";
import { changeRecord, replyToRecord } from "@/server/registers/change-record";
import { listRegisters } from "@/server/registers/list-registers";
import { readRecord } from "@/server/registers/read-record";
import { readRegister } from "@/server/registers/read-register";
import {
  addRecordInput,
  changeRecordInput,
  type RecordSaved,
  type RecordView,
  type RegisterPage,
  type RegisterRow,
  readRegisterInput,
  replyToRecordInput,
} from "@/server/registers/registers.schema";
import type { Official } from "./city";

type Words = Record<string, string>;

/** Everything that a register asks for, in words that fit, with what matters to a test given. */
export function filled(city: string, register: string, over: Words = {}, today = "2026-11-20"): Words {
  const found = getBook(city).on(today).register(register);
  if (!found) throw new Error(`${city} keeps no register ${register} on ${today}`);
  const words: Words = {};
  for (const field of found.fields) {
    if (!isAsked(field, { ...words, ...over }) || (!field.required && over[field.id] === undefined)) continue;
    const given = { date: today, year: "2026", days: "5", choice: field.options[0]?.value, flag: "true" };
    words[field.id] = over[field.id] ?? given[field.kind as keyof typeof given] ?? `${field.title.zh}甲`;
  }
  return { ...words, ...over };
}

/** Puts on record what a register asks for; words left out on purpose are given as "". */
export async function record(
  who: Official,
  register: string,
  over: Words = {},
  more: { suspendGrants?: boolean } = {},
): Promise<RecordSaved> {
  const fields = Object.fromEntries(
    Object.entries(filled(who.tenant, register, over)).filter(([, words]) => words !== ""),
  );
  return who.does(addRecord, addRecordInput.parse({ idempotencyKey: randomUUID(), register, fields, ...more }));
}

export async function renew(who: Official, { recordId, version }: RecordSaved, over: Words): Promise<RecordSaved> {
  const { record: before } = await who.asks(readRecord, { recordId });
  const fields = { ...before.fields, ...over };
  return who.does(
    changeRecord,
    changeRecordInput.parse({ idempotencyKey: randomUUID(), act: "renew", recordId, version, fields }),
  );
}

export async function say(who: Official, { recordId }: RecordSaved, reply: string, words = ""): Promise<void> {
  await who.does(replyToRecord, replyToRecordInput.parse({ idempotencyKey: randomUUID(), recordId, reply, words }));
}

export async function viewOf(who: Official, { recordId }: RecordSaved): Promise<RecordView> {
  return who.asks(readRecord, { recordId });
}

export async function pageOf(who: Official, register: string, over: object = {}): Promise<RegisterPage> {
  return who.asks(readRegister, readRegisterInput.parse({ register, ...over }));
}

/** The register in the reader's own list; undefined where it does not concern them. */
export async function rowOf(who: Official, register: string): Promise<RegisterRow | undefined> {
  return (await who.asks(listRegisters, undefined)).rows.find((row) => row.register.id === register);
}

/** The day before or after, for words of a form. */
export function daysFrom(day: string, days: number): string {
  return shanghaiDate(new Date(Date.parse(`${day}T12:00:00+08:00`) + days * 86_400_000));
}
