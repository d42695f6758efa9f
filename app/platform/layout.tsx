import type { ReactNode } from "react";
import { StaffFrame } from "@/app/components/frame/staff-frame";

export default function PlatformLayout({ children }: { children: ReactNode }) {
  return <StaffFrame areas={["landing"]}>{children}</StaffFrame>;
}
