import { useTranslations } from "next-intl";
import { LogoutOutlined } from "@/app/components/icons";

/**
 * Ends the session on the server and goes to the first page. A form, so it works before and without scripts; it loads
 * a whole page, so nothing of the session stays in the browser's memory.
 */
export function SignOut() {
  const label = useTranslations("frame")("signOut");
  return (
    <form method="post" action="/sign-out">
      <button type="submit" className="plain-button" aria-label={label}>
        <LogoutOutlined aria-hidden />
        <span className="hide-on-phone">{label}</span>
      </button>
    </form>
  );
}
