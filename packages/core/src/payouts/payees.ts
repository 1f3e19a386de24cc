import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, localDateOf } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import { blindIndex, maskName, type StoreKeys, sealJson, unsealJson } from '../stores/index.js'
import { type IdentityFault, identityFaults, maskAccount, maskNumber, plainNumber } from './identity.rules.js'
import { findSealedPayee, type PayeeRow, type SealedPayee, writePayee } from './payee.queries.js'
import type { PayeeIdentity, PayoutWay } from './withdrawal.types.js'

/** The version of the text a payee agrees to before her identity is kept; raised when the text changes. */
export const CONSENT_VERSION = 'payout-identity-1'

export type SavePayeeResult =
  | { readonly saved: true; readonly payee: PayeeRow }
  | {
      readonly saved: false
      readonly faults: Readonly<
        Partial<Record<keyof PayeeIdentity | 'consent', IdentityFault | 'consent_missing' | 'way_closed'>>
      >
    }

/** Keeps who is paid and where to, with her consent: sealed with the shop's key, readable only masked. */
export async function savePayee(
  tx: TenantTx,
  { keys, zone }: { readonly keys: StoreKeys; readonly zone: string },
  ask: {
    readonly customerId: CustomerId
    readonly identity: PayeeIdentity
    readonly hasConsent: boolean
    readonly ways: readonly PayoutWay[]
    readonly at: Date
  },
): Promise<SavePayeeResult> {
  const { customerId, hasConsent, ways, at } = ask
  const identity = plainIdentity(ask.identity)
  const faults = {
    ...identityFaults(identity, localDateOf(at, zone)),
    ...(ways.includes(identity.way) ? {} : { way: 'way_closed' as const }),
    ...(hasConsent ? {} : { consent: 'consent_missing' as const }),
  }
  if (Object.keys(faults).length > 0) return { saved: false, faults }
  const row: SealedPayee = {
    customerId,
    identitySealed: sealJson(keys, identity),
    personHash: blindIndex(keys, 'code', `person:${identity.idNumber}`),
    nameMasked: maskName(identity.name),
    numberMasked: maskNumber(identity.idNumber),
    way: identity.way,
    accountMasked: maskAccount(identity.account),
    consent: CONSENT_VERSION,
    consentedAt: at,
    updatedAt: at,
  }
  await writePayee(tx, row)
  const { identitySealed: _sealed, personHash: _hash, ...payee } = row
  return { saved: true, payee }
}

function plainIdentity({ name, idNumber, way, account, bank }: PayeeIdentity): PayeeIdentity {
  const tidy = (text: string) => text.normalize('NFKC').trim().replace(/\s+/g, ' ')
  return {
    name: tidy(name),
    idNumber: plainNumber(idNumber),
    way,
    account: way === 'bank' ? plainNumber(account) : tidy(account),
    bank: way === 'bank' ? tidy(bank).slice(0, 60) : '',
  }
}

/** The whole identity, and a line in the audit that says who has seen it; null when there is none. */
export async function revealPayee(
  tx: TenantTx,
  keys: StoreKeys,
  { customerId, actor, at }: { customerId: CustomerId; actor: Id<'stf'>; at: Date },
): Promise<PayeeIdentity | null> {
  const row = await findSealedPayee(tx, customerId)
  if (!row) return null
  await audit(tx, { actor, action: 'payee.revealed', subject: customerId, data: {}, at })
  return unsealJson<PayeeIdentity>(keys, row.identitySealed)
}
