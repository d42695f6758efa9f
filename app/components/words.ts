import "server-only";
import { readStaff } from "@/app/components/frame/staff";
import { load } from "@/app/components/load";
import type { CityWords } from "@/server/law/types";

// The words stand in tenants/ and change only with a new release of the process.
const known = new Map<string, CityWords>();

/** The legal nouns of the reader's own city, such as 共享目录 or 数据资源管理局. */
export async function readWords(): Promise<CityWords> {
  const { me } = await readStaff();
  const found = known.get(me.tenantId) ?? (await load((api) => api.cities.city({ city: me.tenantId }))).words;
  known.set(me.tenantId, found);
  return found;
}
