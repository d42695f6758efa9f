import type { ReactNode } from "react";
import { When } from "@/app/components/when";

export interface TimelineFact {
  id: string;
  at: Date;
  title: ReactNode;
  /** Person, department and side. */
  who?: ReactNode;
  color?: "red" | "green" | "amber";
  children?: ReactNode;
}

/** Facts in their order, each with when, who and what was said. */
export function Timeline({ facts }: { facts: readonly TimelineFact[] }) {
  return (
    <ol className="timeline">
      {facts.map(({ id, at, title, who, color, children }) => (
        <li key={id} className={color ? `is-${color}` : undefined}>
          <div className="row-apart">
            <span className="strong">{title}</span>
            <span className="soft small">
              <When at={at} />
            </span>
          </div>
          {who ? <div className="soft small">{who}</div> : null}
          {children}
        </li>
      ))}
    </ol>
  );
}
