"use client";

import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import type { Locale } from "@/app/i18n/locales";
import { theme } from "@/app/theme";
import { TrpcProvider } from "@/app/trpc/client";

const ANTD_LOCALES = { "zh-CN": zhCN, en: enUS };

/** What every client component of every page may rely on: Ant Design in the reader's language and the router. */
export function Providers({ locale, nonce, children }: { locale: Locale; nonce?: string; children: ReactNode }) {
  return (
    <ConfigProvider locale={ANTD_LOCALES[locale]} theme={theme} {...(nonce ? { csp: { nonce } } : {})}>
      <App component={false} message={{ maxCount: 2 }}>
        <TrpcProvider>{children}</TrpcProvider>
      </App>
    </ConfigProvider>
  );
}
