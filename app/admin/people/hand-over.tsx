"use client";

import { Button, Modal, QRCode } from "antd";
import { useTranslations } from "next-intl";
import type { InitialCredential } from "@/server/people/people.schema";

/** The first password and the authenticator's secret, shown this once to be handed over in person. */
export function HandOver({ credential, onClose }: { credential: InitialCredential | null; onClose: () => void }) {
  const t = useTranslations("admin.people");
  return (
    <Modal
      open={credential !== null}
      title={t("secretTitle")}
      mask={{ closable: false }}
      closable={false}
      // A closed dialog keeps its last content in the page, and a secret is shown once.
      destroyOnHidden
      footer={
        <Button type="primary" onClick={onClose}>
          {t("secretDone")}
        </Button>
      }
    >
      {credential?.initialPassword ? (
        <dl className="facts">
          <dt>{t("resetLogin")}</dt>
          <dd className="mono">{credential.login}</dd>
          <dt>{t("secretPassword")}</dt>
          <dd className="mono" data-testid="initial-password">
            {credential.initialPassword}
          </dd>
          {credential.enrolmentUri ? (
            <>
              <dt>{t("secretTotp")}</dt>
              <dd className="mono" data-testid="totp-secret">
                {new URL(credential.enrolmentUri).searchParams.get("secret")}
              </dd>
              <dt>{t("secretQr")}</dt>
              <dd>
                <QRCode type="svg" value={credential.enrolmentUri} size={168} />
              </dd>
            </>
          ) : null}
        </dl>
      ) : (
        <p>{t("secretRepeated")}</p>
      )}
    </Modal>
  );
}
