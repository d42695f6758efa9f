"use client";

import { PrinterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslations } from "next-intl";

export function PrintButton() {
  const t = useTranslations("common");
  return (
    <Button icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
      {t("print")}
    </Button>
  );
}
