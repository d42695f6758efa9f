import { createKey } from "@/server/delivery/create-key";
import { exportRows } from "@/server/delivery/export-rows";
import { previewRows } from "@/server/delivery/preview-rows";
import { readGrant } from "@/server/delivery/read-grant";
import { readResourceRows } from "@/server/delivery/read-resource-rows";
import { resumeGrant, revokeGrant, suspendGrant } from "@/server/delivery/stop-grant";
import { addDays, startOfDay } from "@/server/law";
import { stableId } from "@/server/shared/stable-id";
import type { Diary } from "./clock";
import type { History, MadeGrant } from "./history";
import type { People } from "./people";
import { type Random, randomOf } from "./random";
import { stopReasonOf } from "./words";

/** What people do with the grants they were given: look, export, connect a system; and how some of them end early. */
export class Use {
  constructor(
    private readonly history: History,
    private readonly people: People,
    private readonly diary: Diary,
    /** Entry ids by `city/code`. */
    private readonly entryIds: ReadonlyMap<string, string>,
  ) {
    history.onGrant((grant) => this.plan(grant));
  }

  private plan(grant: MadeGrant): void {
    const random = randomOf(`use ${grant.plan.name} ${grant.at}`);
    const begins = Math.max(grant.at + 1, this.diary.after(startOfDay(grant.from)));
    const ends = Math.min(this.diary.after(startOfDay(addDays(grant.until, 1))), this.diary.instants.length);
    const stopsAt = random.chance(0.18) ? begins + random.int(10, 60) : ends;
    if (stopsAt < ends) this.history.schedule(stopsAt, grant.plan.city, () => this.stop(grant, stopsAt, random));
    if (random.chance(0.4)) return; // granted and never used: that happens too
    for (let at = begins + random.int(0, 20); at < Math.min(stopsAt, ends); at += random.int(100, 260)) {
      this.history.schedule(at, grant.plan.city, () => this.read(grant, at, random));
    }
  }

  /** Mostly a look at the screen; now and then an export, or a page that a system reads. */
  private async read({ grantId, plan }: MadeGrant, at: number, random: Random): Promise<void> {
    const token = await this.people.tokenOf(plan.city, plan.requester, "data_officer");
    const purpose = await this.history.as(token, (scope) => readGrant(scope, grantId).then((grant) => grant.purpose));
    const way = random.next();
    this.history.acts++;
    if (way < 0.15) {
      const { pieces } = await exportRows(token, grantId, {
        columns: null,
        filter: [],
        sort: null,
        purpose,
        format: "csv",
      });
      await pieces.next(); // the evidence is there; nobody keeps the file
      await pieces.return(undefined);
      return;
    }
    if (way < 0.3) return this.readBySystem({ grantId, plan, token, at });
    await this.history.ask(token, (scope) => previewRows(scope, token, { grantId, filter: [], limit: 20, purpose }));
  }

  private async readBySystem(given: {
    grantId: string;
    plan: MadeGrant["plan"];
    token: string;
    at: number;
  }): Promise<void> {
    const { grantId, plan, token, at } = given;
    const key = await this.history.as(token, (scope) =>
      createKey(scope, { idempotencyKey: stableId("seed key", grantId, String(at)), grantId, label: "业务系统接口" }),
    );
    if (!key.token) return;
    const entryId = this.entryIds.get(`${plan.city}/${plan.entry.code}`) ?? "";
    await readResourceRows(key.token, "json", {
      entryId,
      columns: null,
      filter: [],
      sort: null,
      after: null,
      limit: 50,
      count: false,
      purpose: null,
    });
  }

  /** The provider suspends (and half of the time resumes a few days later) or revokes. */
  private async stop({ grantId, plan }: MadeGrant, at: number, random: Random): Promise<void> {
    const token = await this.people.tokenOf(plan.city, plan.entry.department, "data_officer");
    const act = (name: string, version: number) => ({
      idempotencyKey: stableId(`seed ${name}`, grantId),
      grantId,
      version,
      reason: stopReasonOf(random),
    });
    if (random.chance(0.5)) {
      await this.history.as(token, (scope) => revokeGrant(scope, act("revoke", 1)));
      return;
    }
    await this.history.as(token, (scope) => suspendGrant(scope, act("suspend", 1)));
    if (!random.chance(0.5)) return;
    const resumed = { ...act("resume", 2), reason: "整改已完成，恢复服务" };
    this.history.schedule(at + random.int(6, 16), plan.city, async () => {
      await this.history.as(token, (scope) => resumeGrant(scope, resumed));
    });
  }
}
