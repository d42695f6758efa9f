import type { ReactNode } from "react";
import { StaffFrame } from "@/app/components/frame/staff-frame";

export default function WorkspaceLayout({ children }: { children: ReactNode }) {
  return (
    <StaffFrame
      areas={[
        "cases",
        "catalogue",
        "compile",
        "filing",
        "grants",
        "mounting",
        "quality",
        "registers",
        "scope",
        "workspace",
      ]}
    >
      {children}
    </StaffFrame>
  );
}
