import { randomBytes } from 'node:crypto'
import { type CustomerId, must } from '@mamapu/kernel'
import type { Ctx, Distributor } from '../distributor.types.js'
import { hasLeftBehind } from '../relation/binding.queries.js'
import { lockTree } from '../relation/tree.queries.js'
import { decide } from './decide.js'
import { putUnder } from './invite.js'
import {
  findByCode,
  findDistributor,
  insertPerson,
  lockByCustomer,
  writeApplication,
} from './people.queries.js'
import { acceptTerms, termsHash } from './terms.js'

export interface Application {
  readonly nickname: string
  readonly about: string
  /** Of whoever invited her; empty for nobody. */
  readonly code: string
  /** Which text she read. */
  readonly terms: string
}

export type JoinResult =
  | { readonly joined: true; readonly state: 'applied' | 'approved' }
  | {
      readonly joined: false
      readonly reason:
        | 'DISTRIBUTOR_NOT_RECRUITING'
        | 'DISTRIBUTOR_TERMS_CHANGED'
        | 'DISTRIBUTOR_CODE_UNKNOWN'
        | 'DISTRIBUTOR_CODE_PAUSED'
        | 'DISTRIBUTOR_ALREADY'
        | 'DISTRIBUTOR_HANDING_OVER'
        | 'DISTRIBUTOR_LOOP'
    }

/**
 * Applies for a customer, and approves at once where the shop is open to everybody; whoever was declined, or went while she was
 * paused, is decided on by the merchant again. Costs nothing, asks for nothing.
 */
export async function join(ctx: Ctx, customerId: CustomerId, application: Application): Promise<JoinResult> {
  const { settings, tx } = ctx
  if (!settings.isRecruiting) return { joined: false, reason: 'DISTRIBUTOR_NOT_RECRUITING' }
  if (application.terms !== termsHash(settings.terms))
    return { joined: false, reason: 'DISTRIBUTOR_TERMS_CHANGED' }
  const inviter = application.code === '' ? null : await findByCode(tx, application.code)
  if (inviter?.state === 'frozen') return { joined: false, reason: 'DISTRIBUTOR_CODE_PAUSED' }
  if (application.code !== '' && inviter?.state !== 'approved')
    return { joined: false, reason: 'DISTRIBUTOR_CODE_UNKNOWN' }
  if (await isHandingOver(ctx, customerId)) return { joined: false, reason: 'DISTRIBUTOR_HANDING_OVER' }
  if (inviter) await lockTree(tx)
  const person = await applied(ctx, customerId, application)
  if (person === null) return { joined: false, reason: 'DISTRIBUTOR_ALREADY' }
  if (inviter && (await putUnder(ctx, person, { inviter: inviter.customerId, reason: 'joined' })) !== null)
    return { joined: false, reason: 'DISTRIBUTOR_LOOP' }
  const isRemarked = person.note !== ''
  if (settings.joining === 'review' || isRemarked) return { joined: true, state: 'applied' }
  await decide(ctx, person, { state: 'approved', note: '', staffId: null })
  return { joined: true, state: 'approved' }
}

/** Who left gets none of her customers back by coming again before they went. */
async function isHandingOver({ tx }: Ctx, customerId: CustomerId): Promise<boolean> {
  const before = await findDistributor(tx, customerId)
  return before?.state === 'left' && (await hasLeftBehind(tx, customerId))
}

const CODES_MAX = 3

/** The row of the application, held; null for somebody who waits, sells or is paused. */
async function applied(ctx: Ctx, customerId: CustomerId, about: Application): Promise<Distributor | null> {
  const { tx, at } = ctx
  const before = await lockByCustomer(tx, customerId)
  if (before !== null && before.state !== 'declined' && before.state !== 'left') return null
  const words = { nickname: about.nickname, about: about.about, termsVersion: await acceptTerms(ctx), at }
  if (before !== null) {
    await writeApplication(tx, before.id, words)
    return { ...before, ...words, state: 'applied' }
  }
  for (let tries = 0; tries < CODES_MAX; tries += 1) {
    const person = { ...words, id: ctx.newId(), customerId, code: newCode() }
    if (await insertPerson(tx, person)) return must(await lockByCustomer(tx, customerId), 'just written')
    if (await lockByCustomer(tx, customerId)) return null
  }
  throw new Error('no code was free')
}

/** No letters that are read as digits or as each other; 32 letters are five bits of a byte each. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const CODE_LETTERS = 8

function newCode(): string {
  return [...randomBytes(CODE_LETTERS)].map((byte) => LETTERS.charAt(byte & 31)).join('')
}
