import Link from "next/link";
import type { ReactNode } from "react";

/** An empty list says why it is empty, what would fill it, and leads there. */
export function EmptyState({
  title,
  text,
  action,
}: {
  title: ReactNode;
  text?: ReactNode;
  action?: { label: string; href: string };
}) {
  return (
    <div className="empty">
      <p className="strong">{title}</p>
      {text ? <p>{text}</p> : null}
      {action ? (
        <p style={{ marginTop: 8 }}>
          <Link href={action.href}>{action.label}</Link>
        </p>
      ) : null}
    </div>
  );
}
