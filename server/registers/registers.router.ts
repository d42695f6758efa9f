import { publicQuery, router, staffMutation, staffQuery } from "@/server/api/trpc";
import { addRecord } from "./add-record";
import { changeRecord, replyToRecord, suspendByRecord, withdrawRecord } from "./change-record";
import { listRegisters } from "./list-registers";
import { readOverview } from "./read-overview";
import { readPublicRegisters } from "./read-public-registers";
import { readRecord } from "./read-record";
import { readRegister } from "./read-register";
import {
  addRecordInput,
  changeRecordInput,
  readPublicRegisterInput,
  readRecordInput,
  readRegisterInput,
  replyToRecordInput,
  suspendByRecordInput,
  withdrawRecordInput,
} from "./registers.schema";

/** What an organ has to keep on record (台账): kept by departments, overseen by offices, some of it open to everybody. */
export const registersRouter = router({
  list: staffQuery.query(({ ctx }) => listRegisters(ctx.scope)),
  register: staffQuery.input(readRegisterInput).query(({ ctx, input }) => readRegister(ctx.scope, input)),
  record: staffQuery.input(readRecordInput).query(({ ctx, input }) => readRecord(ctx.scope, input)),
  overview: staffQuery.query(({ ctx }) => readOverview(ctx.scope)),
  open: publicQuery.input(readPublicRegisterInput).query(({ ctx, input }) => readPublicRegisters(ctx.scope, input)),
  add: staffMutation.input(addRecordInput).mutation(({ ctx, input }) => addRecord(ctx.scope, input)),
  change: staffMutation.input(changeRecordInput).mutation(({ ctx, input }) => changeRecord(ctx.scope, input)),
  withdraw: staffMutation.input(withdrawRecordInput).mutation(({ ctx, input }) => withdrawRecord(ctx.scope, input)),
  reply: staffMutation.input(replyToRecordInput).mutation(({ ctx, input }) => replyToRecord(ctx.scope, input)),
  suspend: staffMutation.input(suspendByRecordInput).mutation(({ ctx, input }) => suspendByRecord(ctx.scope, input)),
});
