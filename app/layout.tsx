import "@fontsource-variable/noto-sans-sc/index.css";
import "./antd.generated.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ClientMessages } from "@/app/i18n/client-messages";
import { Providers } from "@/app/providers";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return { title: { default: t("product"), template: `%s · ${t("product")}` }, description: t("productLine") };
}

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

/** Language, fonts, styles and providers of every page. `heliu` is the class that carries Ant Design's variables. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang={locale} className="heliu">
      <body>
        <ClientMessages>
          <Providers locale={locale} {...(nonce ? { nonce } : {})}>
            {children}
          </Providers>
        </ClientMessages>
      </body>
    </html>
  );
}
