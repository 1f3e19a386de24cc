import type { TenantTx } from '@mamapu/db'
import { type CustomerId, idOf, uuidOf } from '@mamapu/kernel'
import type { PayoutWay } from './withdrawal.types.js'

/** What is readable of a payee without the shop's key. */
export interface PayeeRow {
  readonly customerId: CustomerId
  readonly nameMasked: string
  readonly numberMasked: string
  readonly way: PayoutWay
  readonly accountMasked: string
  readonly consent: string
  readonly consentedAt: Date
  readonly updatedAt: Date
}

export interface SealedPayee extends PayeeRow {
  readonly identitySealed: Buffer
  readonly personHash: Buffer
}

interface Raw {
  customer_id: string
  identity_sealed: Buffer
  person_hash: Buffer
  name_masked: string
  number_masked: string
  way: PayoutWay
  account_masked: string
  consent: string
  consented_at: Date
  updated_at: Date
}

const toPayee = (row: Omit<Raw, 'identity_sealed' | 'person_hash'>): PayeeRow => ({
  customerId: idOf('cus', row.customer_id),
  nameMasked: row.name_masked,
  numberMasked: row.number_masked,
  way: row.way,
  accountMasked: row.account_masked,
  consent: row.consent,
  consentedAt: row.consented_at,
  updatedAt: row.updated_at,
})

export async function writePayee(tx: TenantTx, payee: SealedPayee): Promise<void> {
  await tx.sql`
    insert into payees (tenant_id, customer_id, identity_sealed, person_hash, name_masked, number_masked, way,
                        account_masked, consent, consented_at, updated_at)
    values (${tx.tenantId}, ${uuidOf(payee.customerId)}, ${payee.identitySealed}, ${payee.personHash}, ${payee.nameMasked},
            ${payee.numberMasked}, ${payee.way}, ${payee.accountMasked}, ${payee.consent}, ${payee.consentedAt}, ${payee.updatedAt})
    on conflict (tenant_id, customer_id) do update
      set identity_sealed = excluded.identity_sealed, person_hash = excluded.person_hash,
          name_masked = excluded.name_masked, number_masked = excluded.number_masked, way = excluded.way,
          account_masked = excluded.account_masked, consent = excluded.consent, consented_at = excluded.consented_at,
          updated_at = excluded.updated_at`
}

export async function findSealedPayee(tx: TenantTx, customerId: CustomerId): Promise<SealedPayee | null> {
  const [row] = await tx.sql<Raw[]>`
    select customer_id, identity_sealed, person_hash, name_masked, number_masked, way, account_masked, consent,
           consented_at, updated_at
      from payees where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}`
  return row ? { ...toPayee(row), identitySealed: row.identity_sealed, personHash: row.person_hash } : null
}

/** What may be shown of a payee; null while she has not said who she is. */
export async function findPayee(tx: TenantTx, customerId: CustomerId): Promise<PayeeRow | null> {
  const row = await findSealedPayee(tx, customerId)
  if (!row) return null
  const { identitySealed: _sealed, personHash: _hash, ...payee } = row
  return payee
}

/**
 * Who is paid, and everything that person asks for held until the transaction ends, by whichever account: her withdrawals are reckoned
 * one after the other. Her row is held first, so that she stays who she is meanwhile.
 */
export async function holdPerson(tx: TenantTx, customerId: CustomerId): Promise<SealedPayee | null> {
  await tx.sql`
    select from payees where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} for share`
  const payee = await findSealedPayee(tx, customerId)
  if (payee)
    await tx.sql`
      select pg_advisory_xact_lock(hashtextextended(${tx.tenantId}::text || encode(${payee.personHash}, 'hex'), 36))`
  return payee
}

/** False when there is none, or money is still on its way to her. */
export async function deletePayee(tx: TenantTx, customerId: CustomerId): Promise<boolean> {
  const gone = await tx.sql`
    delete from payees where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}
       and not exists (select 1 from withdrawals w
                        where w.tenant_id = ${tx.tenantId} and w.payee_id = ${uuidOf(customerId)}
                          and w.state not in ('confirmed', 'rejected', 'cancelled', 'failed', 'expired', 'returned'))`
  return gone.count === 1
}

/** In the order of their ids. */
export async function listPayees(
  tx: TenantTx,
  { after, limit }: { after: CustomerId | null; limit: number },
): Promise<readonly PayeeRow[]> {
  const rows = await tx.sql<Raw[]>`
    select customer_id, name_masked, number_masked, way, account_masked, consent, consented_at, updated_at
      from payees where tenant_id = ${tx.tenantId} and customer_id > ${after ? uuidOf(after) : '0'.repeat(32)}
     order by customer_id limit ${limit}`
  return rows.map(toPayee)
}
