"use client";

import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";

/** Saves what the page shows, suppressed as it is; nothing is asked of the server again. */
export function ExportCsv({ label, fileName, csv }: { label: string; fileName: string; csv: string }) {
  return (
    <Button icon={<DownloadOutlined aria-hidden />} onClick={() => save(fileName, csv)}>
      {label}
    </Button>
  );
}

function save(fileName: string, csv: string): void {
  const address = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: fileName });
  link.click();
  // A browser reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
