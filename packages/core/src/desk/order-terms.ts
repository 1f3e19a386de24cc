import type { OrderId, ProductId } from '@mamapu/kernel'
import { gramsOf, normalText } from '../catalog/index.js'
import type { Address } from '../orders/index.js'
import { blindIndex, type StoreKeys } from '../stores/index.js'

/** Words of one order at most; an order of 50 lines stays well below. */
const TERMS_MAX = 300
/** Grams of one remark or note. */
const TEXT_GRAMS_MAX = 80
const TERM_LENGTH_MAX = 80

/** What an order is found by from the moment it is placed. */
export interface TermedOrder {
  readonly id: OrderId
  readonly number: string
  readonly placedAt: Date
  readonly remark: string
  readonly products: readonly ProductId[]
  readonly codes: readonly string[]
  readonly campaigns: readonly string[]
}

/** The words of an order: plain for goods and texts, keyed hashes for who it goes to. */
export function termsOfOrder(keys: StoreKeys, order: TermedOrder, address: Address): string[] {
  const terms = [
    tailTerm(order.number),
    ...personTerms(keys, address),
    ...order.products.map(productTerm),
    ...order.codes.filter((code) => code !== '').map(codeTerm),
    ...order.campaigns.map(campaignTerm),
    ...textTerms(order.remark),
  ]
  return [...new Set(terms)].slice(0, TERMS_MAX)
}

/** Who an order goes to: the last four digits of the phone, the whole name, and a Chinese name without its family name. */
export function personTerms(keys: StoreKeys, { name, phone }: Pick<Address, 'name' | 'phone'>): string[] {
  if (phone === '' && name === '') return []
  const whole = normalName(name)
  const given = /^\p{sc=Han}{3,4}$/u.test(whole) ? [...whole].slice(-2).join('') : whole
  return [...new Set([lastFourTerm(keys, phone.slice(-4)), nameTerm(keys, whole), nameTerm(keys, given)])]
}

export const normalName = (name: string): string => normalText(name).replaceAll(/[^\p{L}\p{N}]/gu, '')

const keyed = (keys: StoreKeys, text: string) => blindIndex(keys, 'phone', text).toString('hex').slice(0, 32)
export const nameTerm = (keys: StoreKeys, name: string): string => `name:${keyed(keys, `name:${name}`)}`
export const lastFourTerm = (keys: StoreKeys, digits: string): string =>
  `last4:${keyed(keys, `last4:${digits}`)}`

export const tailTerm = (number: string): string => `tail:${number.slice(-4)}`
export const productTerm = (id: ProductId): string => `prd:${id.slice(4)}`
export const codeTerm = (code: string): string => bounded(`code:${normalText(code)}`)
export const campaignTerm = (id: string): string => `cmp:${id.slice(-32)}`
export const providerTerm = (provider: string): string => bounded(`pay:${provider}`)
export const tagTerm = (id: string): string => `tag:${id.slice(-32)}`

/** A tracking number without what people type between its parts. */
export const parcelTerm = (trackingNumber: string): string =>
  bounded(`parcel:${normalText(trackingNumber).replaceAll(/[^\p{L}\p{N}]/gu, '')}`)

/** Words of a remark or a note. */
export function textTerms(text: string): string[] {
  return text === '' ? [] : gramsOf([text]).slice(0, TEXT_GRAMS_MAX).map(textTerm)
}

export const textTerm = (gram: string): string => bounded(`text:${gram}`)

const bounded = (term: string) => term.slice(0, TERM_LENGTH_MAX)
