import type { PublicActor } from "@/server/db/actor";
import type { Scope } from "@/server/db/context";
import { CityUnknownError, getBook, type Register, shanghaiDate } from "@/server/law";
import { notFound } from "@/server/shared/errors";
import { listOpenRecords } from "./registers.repository";
import type { PublicRegister, ReadPublicRegisterInput } from "./registers.schema";

/**
 * The registers of a city that its law opens to everybody, and one page of the one asked for (the first without one).
 * @throws DomainError NOT_FOUND for a register that is not public
 */
export async function readPublicRegisters(
  { actor, now, tx }: Scope<PublicActor>,
  { register, page, pageSize }: ReadPublicRegisterInput,
): Promise<PublicRegister> {
  const open = openRegisters(actor.tenantId, now);
  const registers = open.map(({ id, title, description, article, basis }) => ({
    id,
    title,
    description,
    article,
    basis,
  }));
  const chosen = register === undefined ? open[0] : open.find(({ id }) => id === register);
  if (!chosen) {
    if (register !== undefined) throw notFound();
    return { registers, shown: null };
  }
  const { id, title, description, fields, article, basis } = chosen;
  const { rows, total } = await listOpenRecords(tx, id, { page, pageSize });
  return { registers, shown: { register: { id, title, description, fields, article, basis }, rows, total } };
}

function openRegisters(city: string, now: Date): Register[] {
  try {
    return getBook(city)
      .on(shanghaiDate(now))
      .registers()
      .filter(({ readBy }) => readBy.includes("public"));
  } catch (error) {
    if (error instanceof CityUnknownError) throw notFound();
    throw error;
  }
}
