import type { TenantTx } from '@mamapu/db'
import { type Fen, uuidv7 } from '@mamapu/kernel'

export type SandboxState = 'awaiting' | 'confirmed' | 'expired' | 'failed'

export interface SandboxTransfer {
  readonly id: string
  readonly merchantRef: string
  readonly amountFen: Fen
  readonly payeeDigest: string
  readonly notifyUrl: string
  readonly returnUrl: string
  readonly state: SandboxState
  readonly expiresAt: Date
}

interface Raw {
  id: string
  merchant_ref: string
  amount_fen: Fen
  payee_digest: string
  notify_url: string
  return_url: string
  state: SandboxState
  expires_at: Date
}

const toTransfer = (row: Raw): SandboxTransfer => ({
  id: row.id.replaceAll('-', ''),
  merchantRef: row.merchant_ref,
  amountFen: row.amount_fen,
  payeeDigest: row.payee_digest,
  notifyUrl: row.notify_url,
  returnUrl: row.return_url,
  state: row.state,
  expiresAt: row.expires_at,
})

/** Accepts a transfer, or finds the one this reference already has. */
export async function acceptTransfer(
  tx: TenantTx,
  transfer: Omit<SandboxTransfer, 'id' | 'state'>,
  at: Date,
): Promise<SandboxTransfer> {
  await tx.sql`
    insert into sandbox_transfers (tenant_id, id, merchant_ref, amount_fen, payee_digest, notify_url, return_url, state,
                                   expires_at, created_at)
    values (${tx.tenantId}, ${uuidv7(at.getTime())}, ${transfer.merchantRef}, ${transfer.amountFen}, ${transfer.payeeDigest},
            ${transfer.notifyUrl}, ${transfer.returnUrl}, 'awaiting', ${transfer.expiresAt}, ${at})
    on conflict (tenant_id, merchant_ref) do nothing`
  return (await findTransferByRef(tx, transfer.merchantRef)) as SandboxTransfer
}

export async function findTransferByRef(tx: TenantTx, merchantRef: string): Promise<SandboxTransfer | null> {
  const [row] = await tx.sql<Raw[]>`
    select id, merchant_ref, amount_fen, payee_digest, notify_url, return_url, state, expires_at
      from sandbox_transfers where tenant_id = ${tx.tenantId} and merchant_ref = ${merchantRef}`
  return row ? toTransfer(row) : null
}

export async function findTransferById(tx: TenantTx, id: string): Promise<SandboxTransfer | null> {
  const [row] = await tx.sql<Raw[]>`
    select id, merchant_ref, amount_fen, payee_digest, notify_url, return_url, state, expires_at
      from sandbox_transfers where tenant_id = ${tx.tenantId} and id = ${id}`
  return row ? toTransfer(row) : null
}

/** Ends a transfer that waits; false when it does not any more. One whose time is over can only expire. */
export async function endTransfer(
  tx: TenantTx,
  id: string,
  { state, at }: { state: Exclude<SandboxState, 'awaiting'>; at: Date },
): Promise<boolean> {
  const ended = await tx.sql`
    update sandbox_transfers set state = ${state}
     where tenant_id = ${tx.tenantId} and id = ${id} and state = 'awaiting' and (${state === 'expired'} or expires_at > ${at})`
  return ended.count === 1
}
