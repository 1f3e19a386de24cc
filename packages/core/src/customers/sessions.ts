import { randomBytes } from 'node:crypto'
import { type Database, type TenantTx, withTenant } from '@mamapu/db'
import { type CustomerId, DAY, idOf, later, newId, uuidv7 } from '@mamapu/kernel'
import { emit } from '../events/index.js'
import type { ShopperPrincipal } from '../http/index.js'
import {
  hashPhone,
  hashToken,
  newToken,
  normalizePhone,
  type StoreKeys,
  type StoreSnapshot,
  seal,
} from '../stores/index.js'
import {
  continueVisit,
  deleteSession,
  insertSession,
  readSession,
  upsertCustomer,
  writeProvenPhone,
  writeVerifiedPhone,
} from './customer.queries.js'
import { takeCode } from './phone-code.js'
import { readUnseen, writeUnseen } from './seen.queries.js'

export const SHOPPER_SESSION_MS = 180 * DAY

/** A session that has just begun: the token goes to the browser and nowhere else. */
export interface StartedShopper {
  readonly token: string
  readonly principal: ShopperPrincipal
}

/** Runs in the transaction of a login: the cart of the guest becomes the customer's. */
export type OnLogin = (
  tx: TenantTx,
  login: { sessionHash: string; customerId: CustomerId; at: Date },
) => Promise<void>

/** Who holds this token in this shop; null when it is another shop's, over, or never was. */
export async function shopperOf(
  db: Database,
  store: StoreSnapshot,
  { token, at }: { token: string; at: Date },
): Promise<ShopperPrincipal | null> {
  const sessionHash = hashToken(store.keys, token).toString('hex')
  const row = await readSession(db, store.storeId, { tokenHash: sessionHash, at })
  return (
    row && {
      sessionHash,
      csrf: row.csrf,
      customerId: row.customerId === null ? null : idOf('cus', row.customerId),
      visitorKey: row.visitorKey,
      came: row.cameBy && row.cameAt ? { by: idOf('cus', row.cameBy), at: new Date(row.cameAt) } : null,
      mayFollow: row.mayFollow,
      verifiedPhoneHash: row.phoneHash,
    }
  )
}

/** Begins a guest's session: when something must be remembered, not before. */
export function startGuest(db: Database, store: StoreSnapshot, at: Date): Promise<StartedShopper> {
  return withTenant(
    db,
    store.storeId,
    (tx) => begin(tx, store.keys, { customerId: null, phoneHash: null, before: null, at }),
    { mayBeLost: true },
  )
}

async function begin(
  tx: TenantTx,
  keys: StoreKeys,
  who: {
    customerId: CustomerId | null
    phoneHash: Buffer | null
    /** The guest's session that goes on here. */
    before: ShopperPrincipal | null
    at: Date
  },
): Promise<StartedShopper> {
  const token = newToken()
  const tokenHash = hashToken(keys, token)
  const csrf = randomBytes(24).toString('base64url')
  const visitorKey = who.before?.visitorKey ?? uuidv7(who.at.getTime())
  const { customerId, phoneHash, before, at } = who
  const expiresAt = later(at, SHOPPER_SESSION_MS)
  await insertSession(tx, { tokenHash, customerId, csrf, phoneHash, visitorKey, at, expiresAt })
  if (before) await continueVisit(tx, { from: Buffer.from(before.sessionHash, 'hex'), to: tokenHash })
  const isUnseen = customerId !== null && (await keepUnseen(tx, { tokenHash, customerId, visitorKey, at }))
  return {
    token,
    principal: {
      sessionHash: tokenHash.toString('hex'),
      csrf,
      customerId: who.customerId,
      visitorKey,
      came: before?.came ?? null,
      mayFollow: isUnseen ? false : (before?.mayFollow ?? null),
      verifiedPhoneHash: who.phoneHash?.toString('hex') ?? null,
    },
  }
}

/** A no of the account holds in the session that begins, and a no of its guest on the whole account; whether there is one. */
async function keepUnseen(
  tx: TenantTx,
  who: { tokenHash: Buffer; customerId: CustomerId; visitorKey: string; at: Date },
): Promise<boolean> {
  const { session, isUnseen } = await readUnseen(tx, who)
  if (!isUnseen && session !== false) return false
  const { customerId, visitorKey, at } = who
  await writeUnseen(tx, { sessionHash: who.tokenHash.toString('hex'), customerId, at })
  const isNews = isUnseen ? session === true : true
  if (isNews)
    await emit(
      tx,
      'visitor.answered',
      { visitorKey: visitorKey.replaceAll('-', ''), customerId, mayFollow: false, at: at.toISOString() },
      at,
    )
  return true
}

export type LogInResult =
  | { loggedIn: true; session: StartedShopper }
  | { loggedIn: false; reason: 'wrong_code' }

interface LogInInput {
  readonly phone: string
  readonly code: string
  /** The guest's session, which ends here; its cart and its visitor go along. */
  readonly guest: ShopperPrincipal | null
  readonly at: Date
}

/** Signs a shopper in by phone and code, under a new token; a first time makes the customer. */
export async function logIn(
  tx: TenantTx,
  store: StoreSnapshot,
  { phone: typed, code, guest, at }: LogInInput,
  onLogin: OnLogin,
): Promise<LogInResult> {
  const phone = normalizePhone(typed)
  if (!phone || !(await takeCode(tx, store.keys, { phone, code, at })))
    return { loggedIn: false, reason: 'wrong_code' }
  const phoneHash = hashPhone(store.keys, phone)
  const { id: customerId, isNew } = await upsertCustomer(tx, {
    id: newId('cus', at),
    phoneHash,
    phoneSealed: seal(store.keys, phone),
    at,
  })
  if (isNew) await emit(tx, 'customer.registered', { customerId }, at)
  // Whoever signs in where another customer is signed in is somebody else: nothing of the other's goes along.
  const before = guest?.customerId === null ? guest : null
  if (before) await onLogin(tx, { sessionHash: before.sessionHash, customerId, at })
  const session = await begin(tx, store.keys, { customerId, phoneHash, before, at })
  if (guest) await deleteSession(tx, Buffer.from(guest.sessionHash, 'hex'))
  const { visitorKey } = session.principal
  await emit(tx, 'customer.signed_in', { customerId, visitorKey }, at)
  return { loggedIn: true, session }
}

/** Ends this session. */
export function logOut(tx: TenantTx, shopper: ShopperPrincipal): Promise<void> {
  return deleteSession(tx, Buffer.from(shopper.sessionHash, 'hex'))
}

/**
 * Notes that the phone is theirs, for rules that count persons: on the session, and on the account when it has no phone of
 * its own. Null when the code is wrong.
 */
export async function verifyPhone(
  tx: TenantTx,
  store: StoreSnapshot,
  { shopper, phone: typed, code, at }: { shopper: ShopperPrincipal; phone: string; code: string; at: Date },
): Promise<{ verifiedPhoneHash: string } | null> {
  const phone = normalizePhone(typed)
  if (!phone || !(await takeCode(tx, store.keys, { phone, code, at }))) return null
  const phoneHash = hashPhone(store.keys, phone)
  const isNoted = await writeVerifiedPhone(tx, Buffer.from(shopper.sessionHash, 'hex'), phoneHash)
  if (shopper.customerId) await writeProvenPhone(tx, shopper.customerId, phoneHash)
  return isNoted ? { verifiedPhoneHash: phoneHash.toString('hex') } : null
}
