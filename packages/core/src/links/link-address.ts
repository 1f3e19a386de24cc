import { randomInt } from 'node:crypto'
import { safeNext } from '../http/index.js'

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

const LINK = /^\/s\/(?<code>[^/?#]+)(?<behind>\/[^?#].*)?/
/** Links one inside another beyond which nobody shared anything. */
const WRAPPED_MAX = 5
/** Longest text in which an address is looked for. */
const PASTED_MAX = 600

/**
 * The page that is shared by a path of this shop: its own, or what the tracked link it is leads to, however many are one inside
 * another. `targetOf` knows where a link leads. Null for what is no page and for a link the shop has not.
 */
export async function sharedPage(
  path: string,
  targetOf: (code: string) => Promise<string | null>,
): Promise<string | null> {
  let left = safeNext(path, '')
  for (let depth = 0; depth < WRAPPED_MAX; depth += 1) {
    const page = readTarget(left)
    const link = LINK.exec(left)?.groups
    if (page !== null || !link) return page
    const { code: typed = '', behind } = link
    if (behind === undefined) {
      const code = readCode(typed)
      return code && readTarget(await targetOf(code))
    }
    left = safeNext(behind, '')
  }
  return null
}

/** The path of this shop in what somebody pasted: a path, an address, or a whole message with one in it; null for none. */
export function pathIn(pasted: string, origin: string): string | null {
  const text = pasted.trim()
  if (text.length > PASTED_MAX) return null
  if (/^\/(?![/\\])/.test(text)) return text
  const address = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/i.exec(text)?.[0] ?? ''
  if (!URL.canParse(address)) return null
  const { host, pathname, search } = new URL(address)
  // A code is nobody else's, whatever name the shop had when it was passed on.
  return host === new URL(origin).host || LINK.test(pathname) ? `${pathname}${search}` : null
}

/** The path of this shop to lead to, as a browser reads it; null for anything that leads elsewhere or is no page. */
export function readTarget(text: unknown): string | null {
  const target = safeNext(text, '')
  return target === '' || target.length > TARGET_MAX || NO_PAGE.test(target) ? null : target
}
