"use client";

import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { type ReactNode, useEffect } from "react";
import type { Locale } from "@/app/i18n/locales";
import { theme } from "@/app/theme";
import { TrpcProvider } from "@/app/trpc/client";

// Ant Design would write a two-character button as 确 认.
const NO_SPACE = { autoInsertSpace: false };
const ANTD_LOCALES = { "zh-CN": zhCN, en: enUS };

/** What every client component of every page may rely on: Ant Design in the reader's language and the router. */
export function Providers({ locale, nonce, children }: { locale: Locale; nonce?: string; children: ReactNode }) {
  // Says that clicks are heard from now on: to whoever drives the page by a program.
  useEffect(() => {
    document.documentElement.dataset.ready = "";
  }, []);
  return (
    <ConfigProvider
      locale={ANTD_LOCALES[locale]}
      theme={theme}
      button={NO_SPACE}
      {...(nonce ? { csp: { nonce } } : {})}
    >
      <App component={false} message={{ maxCount: 2 }}>
        <TrpcProvider>{children}</TrpcProvider>
      </App>
    </ConfigProvider>
  );
}
