import type { TenantTx } from '@mamapu/db'

export interface AccountRow {
  readonly provider: string
  readonly valuesSealed: Uint8Array
  /** The values that are no secret. */
  readonly shown: Readonly<Record<string, string>>
  readonly isOn: boolean
  readonly version: number
  readonly updatedAt: Date
  /** When the provider was last asked about these values. */
  readonly testedAt: Date | null
  /** What was wrong when it was tested; empty when nothing was. */
  readonly testFault: string
}

/** What begins the name of an account among a shop's settings; its provider follows. */
const PART = 'payment-account.'
/** More than there are providers. */
const ACCOUNTS_MAX = 20

export const partOf = (provider: string) => `${PART}${provider}` as const

/** A shop has few: one per provider. What was found by testing older values is not told. */
export async function listAccounts(tx: TenantTx): Promise<AccountRow[]> {
  const rows = await tx.sql<(Omit<AccountRow, 'testFault'> & { testFault: string | null })[]>`
    select substr(a.part, ${PART.length + 1}) as provider, a.sealed as "valuesSealed", a.settings -> 'shown' as shown,
           (a.settings -> 'isOn')::boolean as "isOn", a.version, a.updated_at as "updatedAt", t.tested_at as "testedAt",
           t.fault as "testFault"
      from versioned_settings a
      left join payment_account_tests t
        on t.tenant_id = ${tx.tenantId} and t.provider = substr(a.part, ${PART.length + 1}) and t.version = a.version
     where a.tenant_id = ${tx.tenantId} and starts_with(a.part, ${PART}) order by a.part limit ${ACCOUNTS_MAX}`
  return rows.map((row) => ({ ...row, testFault: row.testFault ?? '' }))
}

export async function findAccount(tx: TenantTx, provider: string): Promise<AccountRow | null> {
  return (await listAccounts(tx)).find((account) => account.provider === provider) ?? null
}

/** By what a shop can be paid, in one read. */
export interface ShopWays {
  /** The providers whose accounts are switched on. */
  readonly accountsOn: ReadonlySet<string>
  /** The providers whose bills are compared: from the first payment that was begun by them. */
  readonly compared: ReadonlySet<string>
}

export async function readWays(tx: TenantTx): Promise<ShopWays> {
  const rows = await tx.sql<{ provider: string; is: 'on' | 'compared' }[]>`
    select substr(part, ${PART.length + 1}) as provider, 'on' as is from versioned_settings
     where tenant_id = ${tx.tenantId} and starts_with(part, ${PART}) and (settings -> 'isOn')::boolean
    union all
    select provider, 'compared' from bill_clocks where tenant_id = ${tx.tenantId} limit ${2 * ACCOUNTS_MAX}`
  const those = (is: 'on' | 'compared') =>
    new Set(rows.filter((row) => row.is === is).map(({ provider }) => provider))
  return { accountsOn: those('on'), compared: those('compared') }
}

/** True while somebody may still pay at the provider what was begun there. */
export async function hasOpenPayments(tx: TenantTx, provider: string, at: Date): Promise<boolean> {
  const rows = await tx.sql`
    select p.id from payments p join orders o on o.tenant_id = ${tx.tenantId} and o.id = p.order_id
     where p.tenant_id = ${tx.tenantId} and p.provider = ${provider} and p.state = 'created'
       and (p.expires_at > ${at} or o.state = 'unpaid') limit 1`
  return rows.length > 0
}

/** Writes down what the provider said of the account in this version; of an older one nothing is kept. */
export async function noteTest(
  tx: TenantTx,
  { provider, version, fault, at }: { provider: string; version: number; fault: string; at: Date },
): Promise<void> {
  await tx.sql`
    insert into payment_account_tests as t (tenant_id, provider, version, tested_at, fault)
    values (${tx.tenantId}, ${provider}, ${version}, ${at}, ${fault.slice(0, 300)})
    on conflict (tenant_id, provider) do update
       set version = excluded.version, tested_at = excluded.tested_at, fault = excluded.fault
     where t.version <= excluded.version`
}
