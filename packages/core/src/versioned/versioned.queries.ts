import type { Sql, TenantTx, TransactionSql } from '@mamapu/db'

/** Which settings of a shop. */
export type SettingsPart =
  | 'aftersale'
  | 'earnings'
  | 'messages'
  | 'order-risk'
  | 'payouts'
  | `payment-account.${string}`

/** What a shop has set of one part. */
export interface Versioned {
  readonly settings: Readonly<Record<string, unknown>>
  /** What is secret of it; null where nothing is. */
  readonly sealed: Buffer | null
  readonly version: number
  readonly updatedAt: Date
}

/** The row of a part, if any, to be read in one flush with others. */
export function versionedQuery(sql: Sql | TransactionSql, tenantId: string, part: SettingsPart) {
  return sql<Versioned[]>`
    select settings, sealed, version, updated_at as "updatedAt" from versioned_settings
     where tenant_id = ${tenantId} and part = ${part}`
}

/** What the shop has set; null while it has set nothing. */
export async function findVersioned(tx: TenantTx, part: SettingsPart): Promise<Versioned | null> {
  const [row] = await versionedQuery(tx.sql, tx.tenantId, part)
  return row ?? null
}

/** Sets all of a part on the version its editor saw (0: nothing was set). False, writing nothing, when somebody was faster. */
export async function saveVersioned(
  tx: TenantTx,
  part: SettingsPart,
  { version, settings, sealed = null, at }: SaveVersioned,
): Promise<boolean> {
  const text = JSON.stringify(settings)
  const written =
    version === 0
      ? await tx.sql`
          insert into versioned_settings (tenant_id, part, settings, sealed, version, updated_at)
          values (${tx.tenantId}, ${part}, ${text}::text::jsonb, ${sealed}, 1, ${at})
          on conflict (tenant_id, part) do nothing`
      : await tx.sql`
          update versioned_settings
             set settings = ${text}::text::jsonb, sealed = ${sealed}, version = version + 1, updated_at = ${at}
           where tenant_id = ${tx.tenantId} and part = ${part} and version = ${version}`
  return written.count === 1
}

interface SaveVersioned {
  readonly version: number
  readonly settings: object
  readonly sealed?: Buffer | null
  readonly at: Date
}
