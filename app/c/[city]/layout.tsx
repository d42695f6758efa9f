import type { ReactNode } from "react";
import { ClientMessages } from "@/app/i18n/client-messages";

export default function CityLayout({ children }: { children: ReactNode }) {
  return <ClientMessages areas={["portal", "signin"]}>{children}</ClientMessages>;
}
