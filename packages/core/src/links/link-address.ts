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

/** The path of this shop to lead to, as a browser reads it; null for anything that leads elsewhere or is no page. */
export function readTarget(text: unknown): string | null {
  const target = safeNext(text, '')
  return target === '' || target.length > TARGET_MAX || NO_PAGE.test(target) ? null : target
}
