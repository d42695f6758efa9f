"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/trpc/client";
import { IngestJobs } from "@/app/workspace/catalogue/[id]/data/ingest-jobs";
import { UploadTable } from "@/app/workspace/catalogue/[id]/data/upload-table";
import { Versions } from "@/app/workspace/catalogue/[id]/data/versions";
import type { EntryData } from "@/server/mounting/ingest.schema";

/** How often an order under way is asked after. */
const LOOK_EVERY_MS = 1_000;

/** Everything about one entry's data; while an order is under way it looks again by itself. */
export function EntryDataBoard({ initial }: { initial: EntryData }) {
  const trpc = useTRPC();
  const { entryId } = initial;
  const { data, refetch } = useQuery(
    trpc.mounting.entry.queryOptions(
      { entryId },
      {
        initialData: initial,
        staleTime: 0,
        refetchInterval: ({ state }) =>
          state.data?.jobs.some(({ endedAt }) => endedAt === null) ? LOOK_EVERY_MS : false,
      },
    ),
  );
  const again = () => void refetch();
  return (
    <div className="stack">
      <UploadTable data={data} onOrdered={again} />
      <IngestJobs jobs={data.jobs} onChanged={again} />
      <Versions entryId={entryId} versions={data.versions} onChanged={again} />
    </div>
  );
}
