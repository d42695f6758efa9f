import { tasksOf } from "@/server/catalogue/rules/upkeep-tasks";
import { listCampaignRows, listOpenChanges, listUpkeepRows } from "@/server/catalogue/upkeep.repository";
import type { UpkeepTask } from "@/server/catalogue/upkeep.schema";
import type { Scope } from "@/server/db/context";
import { authorise } from "@/server/identity/ability";
import { getBook, isStipulated, shanghaiDate } from "@/server/law";
import { readProfile } from "@/server/people/department-profile";
import { listRegisters } from "@/server/registers/list-registers";

/**
 * What the reader's own department has to see to: its catalogue, the supply and the freshness of its data, its security and registers.
 * The most urgent first.
 * @throws DomainError FORBIDDEN to whoever compiles nothing
 */
export async function listTasks(scope: Scope, _: undefined): Promise<UpkeepTask[]> {
  const { actor, now, tx } = scope;
  authorise(actor, "compile", "entry");
  const { departmentId, tenantId } = actor;
  if (!departmentId) return [];
  const view = getBook(tenantId).on(now);
  const [campaign] = await listCampaignRows(tx, tenantId);
  const entries = await listUpkeepRows(tx, tenantId, departmentId);
  const changes = await listOpenChanges(tx, tenantId, departmentId);
  const within = view.effective<unknown>("catalogue.update.within").value;
  const { missing, demands } = await readProfile(scope, {});
  const tasks: UpkeepTask[] = [
    ...changes.map(
      ({ caseId, entryId, name, dueAt }): UpkeepTask => ({
        kind: "update",
        entry: entryId && name ? { id: entryId, name } : null,
        caseId,
        register: null,
        catalogues: ["resource"],
        dueOn: dueAt && shanghaiDate(dueAt),
        overdue: dueAt !== null && dueAt < now,
        source: isStipulated(within) ? { article: within.article, basis: within.basis } : null,
      }),
    ),
    ...entries.flatMap((entry) => tasksOf(entry, view, campaign ?? null)),
    ...(missing.length > 0
      ? [
          {
            kind: "security" as const,
            entry: null,
            caseId: null,
            register: null,
            catalogues: [],
            dueOn: null,
            overdue: false,
            source: demands.find(({ asks }) => asks === missing[0])?.source ?? null,
          },
        ]
      : []),
    ...(await registerTasks(scope)),
  ];
  return tasks.sort((a, b) => (a.dueOn ?? "9999").localeCompare(b.dueOn ?? "9999"));
}

/** The registers that the department has to see to. */
async function registerTasks(scope: Scope): Promise<UpkeepTask[]> {
  const { rows } = await listRegisters(scope);
  return rows.flatMap(({ register: { id, title, article, basis, reason }, standing }): UpkeepTask[] => {
    if (standing !== "missing" && standing !== "due") return [];
    return [
      {
        kind: "register",
        entry: null,
        caseId: null,
        register: { id, title },
        catalogues: [],
        dueOn: null,
        overdue: standing === "due",
        source: { article, basis, ...(reason && { reason }) },
      },
    ];
  });
}
