import type { ReactNode } from "react";

export type TagColor = "grey" | "blue" | "green" | "amber" | "red" | "purple";

/** A word in a box. Colour only supports the word, it never stands for it. */
export function Tag({
  color = "grey",
  dashed = false,
  title,
  children,
}: {
  color?: TagColor;
  dashed?: boolean;
  title?: string | undefined;
  children: ReactNode;
}) {
  const classes = ["tag", color === "grey" ? "" : `tag-${color}`, dashed ? "tag-dashed" : ""].filter(Boolean).join(" ");
  return (
    <span className={classes} title={title}>
      {children}
    </span>
  );
}
