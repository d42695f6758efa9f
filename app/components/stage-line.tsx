import type { ReactNode } from "react";
import { CheckOutlined, CloseOutlined } from "@/app/components/icons";

export type StageStatus = "done" | "now" | "ahead" | "skipped" | "refused";

export interface StageView {
  id: string;
  title: ReactNode;
  status: StageStatus;
  /** Who acts, until when, or when it was done. */
  note?: ReactNode;
}

/** Where a case stands, drawn: done, here, ahead. `labels` puts each status into words for those who cannot see it. */
export function StageLine({ stages, labels }: { stages: readonly StageView[]; labels: Record<StageStatus, string> }) {
  return (
    <ol className="stages">
      {stages.map(({ id, title, status, note }, index) => (
        <li key={id} className={`is-${status}`} aria-current={status === "now" ? "step" : undefined}>
          <span className="stage-dot" aria-hidden>
            {status === "done" ? <CheckOutlined /> : status === "refused" ? <CloseOutlined /> : index + 1}
          </span>
          <div className="stage-title">
            {title}
            <span className="sr-only"> ({labels[status]})</span>
          </div>
          {note ? <div className="stage-note">{note}</div> : null}
        </li>
      ))}
    </ol>
  );
}
