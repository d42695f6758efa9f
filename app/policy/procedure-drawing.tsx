import { useTranslations } from "next-intl";
import { Source } from "@/app/components/basis-tag";
import { OutcomeTag } from "@/app/components/cases/outcome-tag";
import { type Column, DataTable } from "@/app/components/data-table";
import { StageLine } from "@/app/components/stage-line";
import { Tag } from "@/app/components/tag";
import { useText } from "@/app/i18n/use-text";
import type { ActorKind } from "@/server/law/types";
import type { ProcedureDrawing, StageDrawing } from "@/server/policy/policy.schema";

/** A procedure drawn: the line of its steps, then each with who acts, what runs and what may be done. */
export function ProcedureCard({ procedure }: { procedure: ProcedureDrawing }) {
  const t = useTranslations("policy.procedure");
  const text = useText();
  const actors = useActors();
  const { id, title, filing, stages, ends, overdue } = procedure;
  const step = t("stage");
  const labels = { done: step, now: step, ahead: step, skipped: step, refused: step };
  return (
    <section className="card stack policy-section" id={`procedure-${id}`} aria-labelledby={`title-${id}`}>
      <div className="row-apart">
        <h2 id={`title-${id}`}>{text(title)}</h2>
        <Source citation={procedure} />
      </div>
      <p>
        <span className="soft">{t("filing")}</span> {text(filing.title)} · {actors(filing.by)} → {text(filing.to)}{" "}
        <Source citation={filing} />
      </p>
      {stages.length === 0 ? (
        <p className="soft">{t("direct")}</p>
      ) : (
        <>
          <StageLine
            labels={labels}
            stages={stages.map((stage) => ({
              id: stage.id,
              title: text(stage.title),
              status: "ahead",
              note: (
                <>
                  {actors(stage.actors)}
                  {stage.clock ? <div>{text(stage.clock.told)}</div> : null}
                </>
              ),
            }))}
          />
          <Stages title={text(title)} stages={stages} />
        </>
      )}
      <div>
        <h3>{t("ends")}</h3>
        <ul className="policy-index">
          {ends.map((end) => (
            <li key={end.id}>
              {text(end.title)} <OutcomeTag outcome={end.outcome} /> <Source citation={end} reason={false} />
            </li>
          ))}
        </ul>
      </div>
      <p className="small">
        <span className="soft">{t("overdue")}</span> {text(overdue.causes)} <Source citation={overdue} />
      </p>
    </section>
  );
}

function Stages({ title, stages }: { title: string; stages: StageDrawing[] }) {
  const t = useTranslations("policy.procedure");
  const text = useText();
  const actors = useActors();
  const columns: Column<StageDrawing>[] = [
    {
      key: "stage",
      title: t("stage"),
      render: (stage) => (
        <div>
          <div className="strong">{text(stage.title)}</div>
          <div className="small">
            <Source citation={stage} />
          </div>
        </div>
      ),
    },
    {
      key: "actors",
      title: t("actors"),
      render: (stage) => (
        <>
          {actors(stage.actors)}
          {stage.joint ? <div className="small soft">{t("joint")}</div> : null}
        </>
      ),
    },
    { key: "clock", title: t("clock"), render: (stage) => <StageClock stage={stage} /> },
    { key: "acts", title: t("acts"), render: (stage) => <StageActs stage={stage} /> },
  ];
  return (
    <DataTable caption={t("caption", { title })} columns={columns} rows={stages} rowKey={({ id }) => id} empty={null} />
  );
}

function StageClock({ stage }: { stage: StageDrawing }) {
  const t = useTranslations("policy.procedure");
  const text = useText();
  const actors = useActors();
  const { clock, extension, expiry } = stage;
  if (!clock) return <span className="soft">{t("noClock")}</span>;
  return (
    <div className="stack-s" style={{ gap: 4 }}>
      <span>
        {text(clock.told)}{" "}
        {clock.target ? (
          <Tag color="purple" dashed>
            {t("target")}
          </Tag>
        ) : null}
      </span>
      <span className="small">
        <Source citation={clock} />
      </span>
      {clock.national ? (
        <span className="small">
          {t("national", { within: text(clock.national.told) })} <Source citation={clock.national} reason={false} />
        </span>
      ) : null}
      {extension ? (
        <span className="small">
          {t("extension", { within: text(extension.told), actors: actors(extension.by) })}{" "}
          <Source citation={extension} reason={false} />
        </span>
      ) : null}
      {expiry ? <span className="small">{t("expiry", { causes: text(expiry.causes) })}</span> : null}
    </div>
  );
}

function StageActs({ stage }: { stage: StageDrawing }) {
  const t = useTranslations();
  const text = useText();
  return (
    <ul className="bullets">
      {stage.acts.map((act) => (
        <li key={act.id}>
          {text(act.title)}{" "}
          <span className="small soft">
            {t("policy.procedure.leadsTo", { stage: text(act.to) })}
            {act.requires.length > 0
              ? ` · ${t("policy.procedure.requires", {
                  items: act.requires.map((item) => t(`law.content.${item}`)).join(t("common.listSeparator")),
                })}`
              : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}

function useActors(): (kinds: readonly ActorKind[]) => string {
  const t = useTranslations();
  return (kinds) => kinds.map((kind) => t(`law.actors.${kind}`)).join(t("common.listSeparator"));
}
