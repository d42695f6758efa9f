"use client";

import { App } from "antd";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ConfirmAct } from "@/app/components/confirm-act";
import { useSubmit } from "@/app/components/use-submit";
import { useTRPC } from "@/app/trpc/client";
import type { MountDetail } from "@/server/delivery/upstream/upstream.schema";

/** Goes back to the hosted table as it was last filled. */
export function MountTable({ mount }: { mount: MountDetail }) {
  const t = useTranslations("mounts");
  const router = useRouter();
  const trpc = useTRPC();
  const { message } = App.useApp();
  const { submit, busy, problem } = useSubmit(trpc.mounts.change.mutationOptions(), () => {
    void message.success(t("done"));
    router.refresh();
  });
  const { version = 0, rowCount = 0 } = mount.hosted ?? {};
  return (
    <ConfirmAct
      label={t("table.back")}
      causes={t("table.backCauses", { version, rows: rowCount, count: mount.grants.live })}
      busy={busy}
      problem={problem}
      onConfirm={() => submit({ entryId: mount.entryId, seq: mount.seq, to: { kind: "table" } })}
    />
  );
}
