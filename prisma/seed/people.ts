import type { Role } from "@/server/db/actor";
import type { DemoAccount } from "@/server/identity/demo-people";
import { signInAsDemo } from "@/server/identity/sign-in-as-demo";
import { signOut } from "@/server/identity/sign-out";

/** The demonstration people at work: each signs in when first needed. */
export class People {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(private readonly accounts: readonly DemoAccount[]) {}

  /** The session of somebody with this role in a department, or of one outside (null). @throws Error when nobody there holds it */
  async tokenOf(city: string, department: string | null, role: Role): Promise<string> {
    const account = this.find(city, department, role);
    if (!account) throw new Error(`nobody in ${city}/${department} is ${role}`);
    const known = this.tokens.get(account.personId);
    if (known) return known;
    const signedIn = signInAsDemo({ tenantId: city, login: account.login }).then(({ token }) => token);
    this.tokens.set(account.personId, signedIn);
    return signedIn;
  }

  /** Whether somebody in the department holds the role. */
  has(city: string, department: string | null, role: Role): boolean {
    return this.find(city, department, role) !== undefined;
  }

  /** Signs everybody out. */
  async goHome(): Promise<void> {
    await Promise.all([...this.tokens.values()].map(async (token) => signOut(await token)));
    this.tokens.clear();
  }

  private find(city: string, department: string | null, role: Role): DemoAccount | undefined {
    return this.accounts.find(
      (account) => account.tenantId === city && account.departmentCode === department && account.roles.includes(role),
    );
  }
}
