import { isWords } from '@mamapu/plugin-sdk'
import { isTake, type Names, type Raw } from './offer-shapes.js'

const PARTS_MAX = 20
const FEE_MAX_FEN = 10_000_000
const FREE_OVER_MAX_FEN = 10_000_000_000
const FIELDS_MAX = 8
const OPTIONS_MAX = 60
const TEXT_MAX = 200
export const DELIVERY_TAKES_MAX = 60
const FROZEN_BYTES_MAX = 2048
const SEALED_BYTES_MAX = 1024
const SHOWS = ['cards', 'chips', 'text', 'position']

const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null
const isText = (value: unknown) => typeof value === 'string' && value.length <= TEXT_MAX
const isShortWords = (value: unknown) =>
  isWords(value) && Object.values(value).every((text) => text.length <= TEXT_MAX)
const isWhole = (value: unknown, max: number) =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max

/** What is wrong with what a method offers; null when it can be shown. Trusts nothing about its shape. */
export function whyBadDeliveryOffer(answer: unknown, codes: ReadonlySet<string>): string | null {
  if (!isRaw(answer)) return 'offer gives an object, at once'
  if (answer.available !== true) return whyBadRefusal(answer, codes)
  if (!isShortWords(answer.promise)) return 'promise needs both languages'
  if (answer.fee !== null && !areParts(answer.fee)) return 'fee is a list of parts in whole fen, or null'
  const { fields, leastGoodsFen } = answer
  if (leastGoodsFen !== undefined && !isWhole(leastGoodsFen, FREE_OVER_MAX_FEN))
    return 'leastGoodsFen is whole fen'
  if (!Array.isArray(fields) || fields.length > FIELDS_MAX)
    return `fields are a list of at most ${FIELDS_MAX}`
  return fields.every(isField) ? null : 'a field has a name, a label, a way to be shown and sound options'
}

/** The same of what it agrees to. */
export function whyBadAgreement(
  answer: unknown,
  { codes, ...names }: Names & { readonly codes: ReadonlySet<string> },
): string | null {
  if (!isRaw(answer)) return 'accept gives an object, at once'
  if (answer.available !== true) return whyBadRefusal(answer, codes)
  const { fee, takes, frozen, sealed, words } = answer
  if (!areParts(fee)) return 'fee is a list of parts in whole fen'
  if (!isShortWords(words)) return 'words need both languages'
  if (!Array.isArray(takes) || takes.length > DELIVERY_TAKES_MAX)
    return `takes are a list of at most ${DELIVERY_TAKES_MAX}`
  if (!takes.every((take: Raw) => isTake(take, names) && !take.perPerson))
    return 'it takes what is not its own'
  if (!takes.every((take: Raw) => take.lineId === undefined || take.insteadOfStock === true))
    return 'what is taken for a line is its goods: insteadOfStock'
  if (!isRaw(frozen) || bytesOf(frozen) > FROZEN_BYTES_MAX) return `frozen is an object of 2 KiB at most`
  if (sealed !== undefined && (!isRaw(sealed) || bytesOf(sealed) > SEALED_BYTES_MAX))
    return 'sealed is an object of 1 KiB at most'
  return null
}

function whyBadRefusal({ available, code, words }: Raw, codes: ReadonlySet<string>): string | null {
  const isKnown = available === false && codes.has(String(code)) && isShortWords(words)
  return isKnown ? null : 'a refusal has a known code and words'
}

function areParts(fee: unknown): boolean {
  return (
    Array.isArray(fee) &&
    fee.length <= PARTS_MAX &&
    fee.every(
      (part: unknown) =>
        isRaw(part) &&
        isWhole(part.feeFen, FEE_MAX_FEN) &&
        (part.freeOverFen === null || isWhole(part.freeOverFen, FREE_OVER_MAX_FEN)),
    )
  )
}

function isField(field: unknown): boolean {
  if (!isRaw(field) || !/^[a-z][a-zA-Z0-9]{0,29}$/.test(String(field.name))) return false
  const { show, label, hint, value, options = [] } = field
  return (
    SHOWS.includes(String(show)) &&
    isShortWords(label) &&
    (hint === undefined || isShortWords(hint)) &&
    (value === undefined || isText(value)) &&
    Array.isArray(options) &&
    options.length <= OPTIONS_MAX &&
    options.every(isOption)
  )
}

function isOption(option: unknown): boolean {
  if (!isRaw(option)) return false
  const { value, label, hint } = option
  return isText(value) && isShortWords(label) && (hint === undefined || isShortWords(hint))
}

function bytesOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value))
}
