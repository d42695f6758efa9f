import type { Scope } from "@/server/db/context";
import { may } from "@/server/identity/ability";
import type { PolicyBook, RegisterReply } from "@/server/law";
import { notFound } from "@/server/shared/errors";
import { keeps, officeOf, ownRegisters, recordRow, registerOf } from "./own-registers";
import {
  findRecord,
  listOffices,
  listReplies,
  listVersions,
  type StoredDepartment,
  type StoredRecord,
  type StoredReply,
} from "./registers.repository";
import type { ReadRecordInput, RecordView } from "./registers.schema";
import { mayReply, owesReply } from "./rules/replies";
import { SUSPENDED } from "./suspend-grants";

/**
 * A record with its versions, what others said to it, and what the reader may do.
 * @throws DomainError FORBIDDEN, NOT_FOUND for a record that the reader may not see
 */
export async function readRecord(scope: Scope, { recordId }: ReadRecordInput): Promise<RecordView> {
  const own = ownRegisters(scope);
  const { actor, tx } = scope;
  const { book, today } = own;
  const record = await findRecord(tx, recordId);
  if (!record) throw notFound();
  const register = registerOf(own, record.register);
  const replies = await listReplies(tx, recordId);
  const offices = await listOffices(tx);
  const standing = record.withdrawnAt === null;
  const mine = record.departmentId === actor.departmentId && keeps(actor, register, book);
  const office = officeOf(actor);
  return {
    register,
    record: recordRow(register, record, today),
    history: await listVersions(tx, recordId),
    replies: replies.map(({ departmentId: _, ...reply }) => ({
      ...reply,
      title:
        reply.reply === SUSPENDED && register.suspends
          ? register.suspends.title
          : (register.replies.find(({ id }) => id === reply.reply)?.title ?? { zh: reply.reply, en: reply.reply }),
    })),
    outstanding: standing ? outstandingOf(register.replies, record, replies, offices, book) : [],
    departments: offices.map(({ id, name }) => ({ id, name })),
    may: {
      change: mine && standing,
      suspend: mine && standing && register.suspends !== null && may(actor, "stop", "grant"),
      replies:
        standing && may(actor, "file", "register")
          ? register.replies
              .filter((reply) => mayReply(reply, record, office, book) && !isSaid(reply, record, replies, office.id))
              .map(({ id }) => id)
          : [],
    },
  };
}

/** A reply without words is said once to a version. */
function isSaid(
  { id, words, awaited }: RegisterReply,
  { version }: StoredRecord,
  replies: StoredReply[],
  by: string,
): boolean {
  return (
    (awaited || !words) &&
    replies.some((reply) => reply.reply === id && reply.version === version && reply.departmentId === by)
  );
}

function outstandingOf(
  replies: RegisterReply[],
  record: StoredRecord,
  said: StoredReply[],
  offices: StoredDepartment[],
  book: PolicyBook,
): RecordView["outstanding"] {
  return replies
    .map((reply) => ({
      reply: reply.id,
      title: reply.title,
      departments: offices
        .filter((office) => owesReply(reply, record, office, book))
        .filter((office) => !isSaid(reply, record, said, office.id))
        .map(({ id, name }) => ({ id, name })),
    }))
    .filter(({ departments }) => departments.length > 0);
}
