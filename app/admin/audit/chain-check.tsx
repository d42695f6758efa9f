"use client";

import { useMutation } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorSentence } from "@/app/components/error-sentence";
import { problemOf } from "@/app/components/problem";
import { When } from "@/app/components/when";
import { useTRPCClient } from "@/app/trpc/client";
import type { ChainReport } from "@/server/audit/audit.schema";

interface Seen {
  report: ChainReport;
  checked: number;
  broken: ChainReport["broken"];
}

/** Computes the whole evidence chain again, part by part, and says what does not hold. */
export function ChainCheck() {
  const t = useTranslations("admin.audit.chain");
  const client = useTRPCClient();
  const [seen, setSeen] = useState<Seen | null>(null);
  const checking = useMutation({
    mutationFn: async () => {
      setSeen(null);
      let after: number | null = 0;
      while (after !== null) {
        const part: ChainReport = await client.audit.chain.query({ after });
        setSeen((before) => ({
          report: before?.report ?? part,
          checked: (before?.checked ?? 0) + part.checked,
          broken: [...(before?.broken ?? []), ...part.broken],
        }));
        after = part.next;
      }
    },
  });
  const { report, checked, broken } = seen ?? {};
  const sound = checking.isSuccess && report && broken?.length === 0 && report.unsealed === 0;
  return (
    <section className="card stack-s" aria-labelledby="chain">
      <div className="row-apart">
        <h2 id="chain">{t("title")}</h2>
        <span className="no-print">
          <Button loading={checking.isPending} onClick={() => checking.mutate()}>
            {t("check")}
          </Button>
        </span>
      </div>
      <p className="soft">{t("note")}</p>
      {checking.isPending && report ? (
        <Progress percent={percentOf(checked, report.seals)} aria-label={t("progress")} />
      ) : null}
      {checking.error ? <ErrorSentence problem={problemOf(checking.error)} /> : null}
      {checking.isSuccess && report ? (
        <div role="status" className={`notice-box stack-s ${sound ? "is-green" : "is-red"}`}>
          <p className="strong">{sound ? t("sound", { count: checked ?? 0 }) : t("unsound")}</p>
          {report.unsealed > 0 ? <p>{t("unsealed", { count: report.unsealed })}</p> : null}
          {broken?.map(({ seq, findings }) => (
            <p key={seq}>{t("broken", { seq, findings: findings.join("; ") })}</p>
          ))}
          {report.newest ? (
            <p>
              {t("newest", { seq: report.newest.seq })} <When at={new Date(report.newest.sealedAt)} />
              <br />
              <span className="mono">{report.newest.hash}</span>
            </p>
          ) : (
            <p>{t("none")}</p>
          )}
        </div>
      ) : null}
    </section>
  );
}

function percentOf(checked = 0, seals: number): number {
  return seals === 0 ? 100 : Math.floor((100 * checked) / seals);
}
