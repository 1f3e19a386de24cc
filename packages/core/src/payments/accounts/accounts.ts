import { type TenantTx, withTenant } from '@mamapu/db'
import { OutsideError, type StoreId } from '@mamapu/kernel'
import type { App } from '../../app.js'
import { audit } from '../../audit/index.js'
import { type StoreKeys, sealJson, unsealJson } from '../../stores/index.js'
import { saveVersioned } from '../../versioned/index.js'
import type { PaymentProvider } from '../provider.js'
import { type AccountRow, findAccount, hasOpenPayments, noteTest, partOf } from './account.queries.js'
import type { AccountFault, AccountForm, AccountValues } from './account.types.js'

/** Gives the values of a shop's account at a provider; an OutsideError with the code PAYMENT_ACCOUNT_MISSING when it has none. */
export type AccountReader = (storeId: StoreId) => Promise<AccountValues>

/** Reads accounts as they are now, also those switched off: what was paid by them may still go back. */
export function accountReader(
  app: Pick<App, 'db'>,
  keysOf: (storeId: StoreId) => Promise<StoreKeys>,
  provider: string,
): AccountReader {
  return async (storeId) => {
    const row = await withTenant(app.db, storeId, (tx) => findAccount(tx, provider))
    if (!row) throw new OutsideError('PAYMENT_ACCOUNT_MISSING', `the shop has no account at ${provider}`)
    return unsealJson<AccountValues>(await keysOf(storeId), row.valuesSealed)
  }
}

export interface SaveAccount {
  readonly provider: PaymentProvider
  /** The one that was seen; 0: none was there. */
  readonly version: number
  /** Secrets left empty stay as they are. */
  readonly values: AccountValues
  readonly isOn: boolean
  readonly actor: string
  readonly at: Date
}

export type SaveAccountResult =
  | { readonly saved: true; readonly account: AccountRow }
  | { readonly saved: false; readonly reason: 'conflict' | 'needs_none' | 'in_use' }
  | { readonly saved: false; readonly reason: 'invalid'; readonly fault: AccountFault }

/**
 * Keeps what a merchant typed, sealed; who did it and which fields changed are audited, never the secrets. While somebody may still pay to
 * the account it is not exchanged for another one: nobody would ever be told of that money.
 */
export async function saveAccount(
  tx: TenantTx,
  keys: StoreKeys,
  ask: SaveAccount,
): Promise<SaveAccountResult> {
  const { provider, version, isOn, actor, at } = ask
  const form = provider.account
  if (!form) return { saved: false, reason: 'needs_none' }
  const before = await findAccount(tx, provider.id)
  if ((before?.version ?? 0) !== version) return { saved: false, reason: 'conflict' }
  const known = before ? unsealJson<AccountValues>(keys, before.valuesSealed) : {}
  const values = mergedValues(form, known, ask.values)
  const fault = whyNot(form, values)
  if (fault) return { saved: false, reason: 'invalid', fault }
  const isOther = form.fields.some(({ name, isIdentity }) => isIdentity && values[name] !== known[name])
  if (before && isOther && (await hasOpenPayments(tx, provider.id, at)))
    return { saved: false, reason: 'in_use' }
  const shown = Object.fromEntries(
    form.fields.filter(({ isSecret }) => !isSecret).map(({ name }) => [name, values[name] ?? '']),
  )
  const written = { version, settings: { isOn, shown }, sealed: sealJson(keys, values), at }
  if (!(await saveVersioned(tx, partOf(provider.id), written))) return { saved: false, reason: 'conflict' }
  const changed = form.fields.map(({ name }) => name).filter((name) => values[name] !== known[name])
  const data = { provider: provider.id, isOn, wasOn: before?.isOn ?? false, changed, shown }
  await audit(tx, { actor, action: 'payment.account_changed', subject: provider.id, data, at })
  return { saved: true, account: (await findAccount(tx, provider.id)) as AccountRow }
}

/** What is typed now over what was known; only the form's own fields. */
function mergedValues(form: AccountForm, known: AccountValues, typed: AccountValues): AccountValues {
  return Object.fromEntries(
    form.fields.map(({ name, isSecret }) => {
      const now = typed[name]?.trim() ?? ''
      return [name, now === '' && isSecret ? (known[name] ?? '') : now]
    }),
  )
}

const MISSING = { 'zh-CN': '这一项要填', en: 'This is needed' }
const TOO_LONG = { 'zh-CN': '太长了', en: 'This is too long' }

function whyNot(form: AccountForm, values: AccountValues): AccountFault | null {
  for (const { name, isOptional = false, maxLength } of form.fields) {
    const value = values[name] ?? ''
    if (value === '' && !isOptional) return { field: name, why: MISSING }
    if (value.length > maxLength) return { field: name, why: TOO_LONG }
  }
  return form.whyNot(values)
}

/**
 * Asks the provider whether it knows this account, and keeps what it said. Empty when all is well, else what is wrong in the
 * provider's words. The values themselves are in none of them.
 */
export async function testAccount(
  app: App,
  storeId: StoreId,
  provider: PaymentProvider,
  at: Date,
): Promise<{ readonly fault: string } | null> {
  const account = await withTenant(app.db, storeId, (tx) => findAccount(tx, provider.id))
  if (!account || !provider.test) return null
  const fault = await provider.test(storeId).then(
    () => '',
    (error: unknown) => {
      if (!(error instanceof OutsideError)) throw error
      return error.message
    },
  )
  const note = { provider: provider.id, version: account.version, fault, at }
  await withTenant(app.db, storeId, (tx) => noteTest(tx, note))
  return { fault }
}
