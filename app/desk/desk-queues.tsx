import Link from "next/link";
import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/app/components/data-table";
import { DueDate, dueRowClass } from "@/app/components/due-date";
import { EmptyState } from "@/app/components/empty-state";
import { hrefOf, type Listing } from "@/app/components/listing";
import { Tag } from "@/app/components/tag";
import { When } from "@/app/components/when";
import { useText } from "@/app/i18n/use-text";
import type { Desk, DeskCase, DeskQueue, DeskQueueId } from "@/server/oversight/oversight.schema";

interface DeskQueuesProps {
  desk: Desk;
  listing: Listing;
  shown: DeskQueueId;
  /** Chinese title of the stage the queue is narrowed to; titles are the law's own words for conformity or joint review. */
  stage: string | undefined;
}

/** Four queues; one is shown, narrowed to a stage (conformity review, joint review …) if asked. */
export function DeskQueues({ desk, listing, shown, stage }: DeskQueuesProps) {
  const t = useTranslations("desk");
  const queue = desk.queues.find(({ id }) => id === shown);
  const rows = queue?.rows.filter((row) => !stage || row.stageTitle.zh === stage) ?? [];
  return (
    <section className="card card-flush" id="queues" aria-labelledby="queues-title">
      <div className="card-head">
        <h2 id="queues-title">{t("queuesTitle")}</h2>
        <span className="soft small">{t(`queueHint.${shown}`)}</span>
      </div>
      <nav className="tabs" aria-label={t("queuesTitle")}>
        {desk.queues.map(({ id, total }) => (
          <Link
            key={id}
            href={`${hrefOf(listing, { queue: id === "mine" ? undefined : id, stage: undefined })}#queues`}
            aria-current={id === shown ? "true" : undefined}
          >
            {t("queueCount", { name: t(`queue.${id}`), count: total })}
          </Link>
        ))}
      </nav>
      {queue ? <Stages queue={queue} listing={listing} stage={stage} /> : null}
      <QueueTable desk={desk} shown={shown} rows={rows} />
      {queue && queue.total > queue.rows.length ? (
        <p className="pages soft small">{t("queueMore", { shown: queue.rows.length, total: queue.total })}</p>
      ) : null}
    </section>
  );
}

function Stages({ queue, listing, stage }: { queue: DeskQueue; listing: Listing; stage: string | undefined }) {
  const t = useTranslations("desk");
  const text = useText();
  const stages = new Map(queue.rows.map(({ stageTitle }) => [stageTitle.zh, stageTitle]));
  if (stages.size < 2) return null;
  return (
    <nav className="tabs tabs-small" aria-label={t("stageFilter")}>
      <Link href={`${hrefOf(listing, { stage: undefined })}#queues`} aria-current={stage ? undefined : "true"}>
        {t("allStages")}
      </Link>
      {[...stages.values()].map((title) => (
        <Link
          key={title.zh}
          href={`${hrefOf(listing, { stage: title.zh })}#queues`}
          aria-current={title.zh === stage ? "true" : undefined}
        >
          {t("queueCount", {
            name: text(title),
            count: queue.rows.filter(({ stageTitle }) => stageTitle.zh === title.zh).length,
          })}
        </Link>
      ))}
    </nav>
  );
}

function QueueTable({ desk, shown, rows }: { desk: Desk; shown: DeskQueueId; rows: DeskCase[] }) {
  const t = useTranslations();
  const text = useText();
  const columns: Column<DeskCase>[] = [
    {
      key: "due",
      title: t("desk.due"),
      render: ({ dueAt, dueProvisional, tone }) => (
        <DueDate dueAt={dueAt} tone={tone} now={desk.asOf} provisional={dueProvisional} />
      ),
    },
    {
      key: "entry",
      lead: true,
      title: t("desk.entry"),
      render: (row) => (
        <div>
          <Link href={`/workspace/cases/${row.id}`} className="strong">
            {text(row.entryName)}
          </Link>
          <div className="soft small">
            <span className="mono">{row.number}</span> · {text(row.procedureTitle)}
          </div>
        </div>
      ),
    },
    {
      key: "parties",
      title: t("desk.parties"),
      render: (row) => {
        const from = row.requester ? text(row.requester) : t("law.actors.applicant");
        const to = text(row.provider);
        return (
          <>
            {from === to ? from : `${from} → ${to}`}
            {row.providerHead ? <div className="small soft">{t("desk.head", { name: row.providerHead })}</div> : null}
          </>
        );
      },
    },
    {
      key: "stage",
      title: t("desk.stage"),
      render: (row) => (
        <>
          {text(row.stageTitle)}
          {row.extensionAsked ? (
            <div>
              <Tag color="amber">{t("cases.extensionAsked")}</Tag>
            </div>
          ) : null}
        </>
      ),
    },
    {
      key: "waitingOn",
      title: t("desk.waitingOn"),
      render: (row) => row.waitingOn.map((actor) => t(`law.actors.${actor}`)).join(t("common.listSeparator")),
    },
    { key: "filed", title: t("desk.filed"), render: ({ filedAt }) => <When at={filedAt} dateOnly /> },
  ];
  return (
    <DataTable
      caption={t(`desk.queue.${shown}`)}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      rowClass={({ tone }) => dueRowClass(tone)}
      empty={<EmptyState title={t(`desk.queueEmpty.${shown}`)} />}
    />
  );
}
