import type { TenantTx } from '@mamapu/db'

export interface AccountRow {
  readonly provider: string
  readonly valuesSealed: Uint8Array
  /** The values that are no secret. */
  readonly shown: Readonly<Record<string, string>>
  readonly isOn: boolean
  readonly version: number
  readonly updatedAt: Date
  readonly testedAt: Date | null
  /** What was wrong when it was tested; empty when nothing was. */
  readonly testFault: string
}

interface Raw {
  provider: string
  values_sealed: Uint8Array
  shown: Record<string, string>
  is_on: boolean
  version: number
  updated_at: Date
  tested_at: Date | null
  test_fault: string
}

const toAccount = (row: Raw): AccountRow => ({
  provider: row.provider,
  valuesSealed: row.values_sealed,
  shown: row.shown,
  isOn: row.is_on,
  version: row.version,
  updatedAt: row.updated_at,
  testedAt: row.tested_at,
  testFault: row.test_fault,
})

/** A shop has few: one per provider. */
export async function listAccounts(tx: TenantTx): Promise<AccountRow[]> {
  const rows = await tx.sql<Raw[]>`
    select provider, values_sealed, shown, is_on, version, updated_at, tested_at, test_fault
      from payment_accounts where tenant_id = ${tx.tenantId} order by provider limit 20`
  return rows.map(toAccount)
}

export async function findAccount(tx: TenantTx, provider: string): Promise<AccountRow | null> {
  const [row] = await tx.sql<Raw[]>`
    select provider, values_sealed, shown, is_on, version, updated_at, tested_at, test_fault
      from payment_accounts where tenant_id = ${tx.tenantId} and provider = ${provider}`
  return row ? toAccount(row) : null
}

/** The providers whose accounts are switched on. */
export async function listProvidersOn(tx: TenantTx): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ provider: string }[]>`
    select provider from payment_accounts where tenant_id = ${tx.tenantId} and is_on limit 20`
  return new Set(rows.map(({ provider }) => provider))
}

interface Write {
  readonly provider: string
  /** The one that was seen; 0: none was there. */
  readonly version: number
  readonly sealed: Buffer
  readonly shown: Readonly<Record<string, string>>
  readonly isOn: boolean
  readonly at: Date
}

/** False when the account was changed since this version was seen. What was found by testing the old values is forgotten. */
export async function writeAccount(
  tx: TenantTx,
  { provider, version, sealed, shown, isOn, at }: Write,
): Promise<boolean> {
  const text = JSON.stringify(shown)
  const written =
    version === 0
      ? await tx.sql`
          insert into payment_accounts (tenant_id, provider, values_sealed, shown, is_on, version, updated_at)
          values (${tx.tenantId}, ${provider}, ${sealed}, ${text}::text::jsonb, ${isOn}, 1, ${at})
          on conflict (tenant_id, provider) do nothing`
      : await tx.sql`
          update payment_accounts set values_sealed = ${sealed}, shown = ${text}::text::jsonb, is_on = ${isOn},
                 version = version + 1, updated_at = ${at}, tested_at = null, test_fault = ''
           where tenant_id = ${tx.tenantId} and provider = ${provider} and version = ${version}`
  return written.count === 1
}

/** Writes down what the provider said of the account in this version. */
export async function noteTest(
  tx: TenantTx,
  { provider, version, fault, at }: { provider: string; version: number; fault: string; at: Date },
): Promise<void> {
  await tx.sql`
    update payment_accounts set tested_at = ${at}, test_fault = ${fault.slice(0, 300)}
     where tenant_id = ${tx.tenantId} and provider = ${provider} and version = ${version}`
}
