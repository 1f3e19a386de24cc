import type { TenantTx } from '@mamapu/db'
import { newId } from '@mamapu/kernel'
import { insertEntry } from './audit.queries.js'

export interface AuditInput {
  /** A staff id, or `system`. */
  readonly actor: string
  /** What was done, `<noun>.<verb in the past>`. */
  readonly action: string
  readonly subject: string
  /** Old and new values; never a phone, an address or a secret. */
  readonly data: Readonly<Record<string, unknown>>
  readonly at: Date
}

/** Writes down what somebody did, in the transaction that does it; the role app can never change or delete it. */
export async function audit(tx: TenantTx, { actor, action, subject, data, at }: AuditInput): Promise<void> {
  await insertEntry(tx, { id: newId('aud', at), actor, action, subject, data, at })
}
