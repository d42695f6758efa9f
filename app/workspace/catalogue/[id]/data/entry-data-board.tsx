"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { QualityBlock } from "@/app/components/quality/quality-block";
import { useTRPC } from "@/app/trpc/client";
import { IngestJobs } from "@/app/workspace/catalogue/[id]/data/ingest-jobs";
import { UploadTable } from "@/app/workspace/catalogue/[id]/data/upload-table";
import { Versions } from "@/app/workspace/catalogue/[id]/data/versions";
import type { EntryQuality } from "@/server/catalogue/quality.schema";
import type { EntryData } from "@/server/mounting/ingest.schema";

/** How often an order under way is asked after. */
const LOOK_EVERY_MS = 1_000;

/** Everything about one entry's data; while an order is under way it looks again by itself. */
export function EntryDataBoard({ initial, initialQuality }: { initial: EntryData; initialQuality: EntryQuality }) {
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
  const active = data.versions.find((version) => version.active)?.version ?? null;
  // Counted with each switch: another version in use has other figures.
  const { data: quality, refetch: countAgain } = useQuery(
    trpc.quality.entry.queryOptions({ entryId }, { initialData: initialQuality, staleTime: Number.POSITIVE_INFINITY }),
  );
  const shown = quality.measures?.version ?? null;
  useEffect(() => {
    if (active !== shown) void countAgain();
  }, [active, shown, countAgain]);
  const again = () => void refetch();
  return (
    <div className="stack">
      <UploadTable data={data} onOrdered={again} />
      <IngestJobs jobs={data.jobs} onChanged={again} />
      <QualityBlock quality={quality} />
      <Versions entryId={entryId} versions={data.versions} onChanged={again} />
    </div>
  );
}
