import { randomInt } from 'node:crypto'
import { DAY } from '@mamapu/kernel'
import { CAME_BY_DAYS, type Visitor } from '@mamapu/plugin-sdk'
import { type ShopperPrincipal, safeNext } from '../http/index.js'

/** Letters and digits nobody mixes up when reading one aloud: no 0 o, 1 l i. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'
const CODE_LENGTH = 8
const CODE = /^[2-9a-hjkmnp-z]{8}$/
const TARGET_MAX = 500
/** Leading there would count again, or show what is no page. */
const NO_PAGE = /^\/(?:s|api)(?:[/?#]|$)/

/** A code nobody can guess from another one: 31⁸, some 850,000 million. */
export function newCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/** The code in what came from outside, capitals as small letters; null when it is none. */
export function readCode(text: string): string | null {
  const code = text.toLowerCase()
  return CODE.test(code) ? code : null
}

/** The path of this shop to lead to, as a browser reads it; null for anything that leads elsewhere or is no page. */
export function readTarget(text: unknown): string | null {
  const target = safeNext(text, '')
  return target === '' || target.length > TARGET_MAX || NO_PAGE.test(target) ? null : target
}

const ROBOT = /bot|crawl|spider|preview|facebookexternalhit|slurp|curl|wget|python|headless|http-?client/i

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** True for what opens links without a person wanting to: robots, previews in chats, pages fetched ahead. */
export function isNobody(headers: Headers): boolean {
  const agent = String(headers['user-agent'] ?? '')
  const purpose = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => String(headers[name] ?? ''))
  return agent === '' || ROBOT.test(agent) || purpose.some((said) => /prefetch|prerender|preview/i.test(said))
}

/** Who looks, as plugins may know it; null without a session. */
export function visitorOf(shopper: ShopperPrincipal | null, at: Date): Visitor | null {
  if (!shopper) return null
  const { visitorKey: key, customerId, came, mayFollow } = shopper
  const isRecent = came !== null && at.getTime() - came.at.getTime() < CAME_BY_DAYS * DAY
  // Nobody is brought by herself.
  const cameBy = isRecent && came.by !== customerId ? came.by : null
  return Object.freeze({ key, customerId, cameBy, mayFollow })
}
