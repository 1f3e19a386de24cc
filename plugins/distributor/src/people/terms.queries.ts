import type { TenantTx } from '@mamapu/plugin-sdk'

export interface TermsRow {
  readonly version: number
  readonly at: Date
}

export async function findTerms(tx: TenantTx, hash: string): Promise<TermsRow | null> {
  const [row] = await tx.sql<TermsRow[]>`
    select version, at from distributor_terms where tenant_id = ${tx.tenantId} and hash = ${hash}`
  return row ?? null
}

/** The version that comes next. */
export async function nextVersion(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ version: number }[]>`
    select coalesce(max(version), 0) + 1 as version from distributor_terms where tenant_id = ${tx.tenantId}`
  return row?.version ?? 1
}

/** False, writing nothing, when the version or this very text is there. */
export async function insertTerms(
  tx: TenantTx,
  terms: { readonly version: number; readonly hash: string; readonly body: string; readonly at: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into distributor_terms (tenant_id, version, hash, body, at)
    values (${tx.tenantId}, ${terms.version}, ${terms.hash}, ${terms.body}, ${terms.at})
    on conflict do nothing returning version`
  return rows.length === 1
}
