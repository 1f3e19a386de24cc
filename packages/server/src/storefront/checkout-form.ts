import { randomBytes } from 'node:crypto'
import type { checkout } from '@mamapu/core'
import { type SkuId, uuidOf } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { textOf } from './cart-pages.js'
import { cartOwnerOf } from './gap-values.js'

/** What the page asks for. */
export interface CheckoutForm {
  readonly key: string
  readonly addressId: string
  readonly name: string
  readonly phone: string
  readonly provinceCode: string
  readonly regionCode: string
  readonly street: string
  readonly remark: string
  readonly phoneCode: string
  readonly choices: readonly string[] | 'best'
  readonly points: 'most' | 'none'
  /** A method's id; empty for the first that goes. */
  readonly delivery: string
  readonly deliveryChoice: Readonly<Record<string, string>>
}

/** Nothing typed yet. */
export const EMPTY_FORM: CheckoutForm = {
  key: '',
  addressId: '',
  name: '',
  phone: '',
  provinceCode: '',
  regionCode: '',
  street: '',
  remark: '',
  phoneCode: '',
  choices: 'best',
  points: 'none',
  delivery: '',
  deliveryChoice: {},
}

/** A form's idempotency key also says what it buys: the cart, or units bought now. */
export function keyFor(now: { skuId: SkuId; quantity: number } | null): string {
  const nonce = randomBytes(12).toString('base64url')
  return now ? `now.${uuidOf(now.skuId)}.${now.quantity}.${nonce}` : `cart.${nonce}`
}

/** What a form's key says it buys. */
export function checkoutSource({ shopper }: FastifyRequest, key: string): checkout.BasketSource {
  const match = /^now\.([0-9a-f]{32})\.(\d{1,4})\./.exec(key)
  if (match) return { lines: [{ skuId: `sku_${match[1]}`, quantity: Number(match[2]) }] }
  return shopper ? { cart: cartOwnerOf(shopper) } : { lines: [] }
}

/** What was typed, each field no longer than it may be. */
export function readForm(fields: Readonly<Record<string, unknown>>): CheckoutForm {
  const chosen = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith('choice.') && typeof value === 'string' ? [value.slice(0, 120)] : [],
  )
  const hasChoice = Object.keys(fields).some((name) => name.startsWith('choice.'))
  return {
    key: textOf(fields, 'key', 255),
    addressId: textOf(fields, 'addressId', 40),
    name: textOf(fields, 'name', 60),
    phone: textOf(fields, 'phone', 30),
    provinceCode: textOf(fields, 'provinceCode', 6),
    regionCode: textOf(fields, 'regionCode', 6),
    street: textOf(fields, 'street', 200),
    remark: textOf(fields, 'remark', 300),
    phoneCode: textOf(fields, 'phoneCode', 6),
    choices: hasChoice ? chosen.filter((one) => one !== '') : 'best',
    points: fields.points === 'most' ? 'most' : 'none',
    delivery: textOf(fields, 'delivery', 80),
    deliveryChoice: readChoice(fields),
  }
}

const FIELDS_MAX = 8
const FIELD = /^delivery\.([a-z][a-zA-Z0-9]{0,29})$/

function readChoice(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const said = Object.entries(fields).flatMap(([name, value]) => {
    const field = FIELD.exec(name)?.[1]
    return field && typeof value === 'string' ? [[field, value.slice(0, 200)] as const] : []
  })
  return Object.fromEntries(said.slice(0, FIELDS_MAX))
}

/** What the form picked; null for the first method that goes. */
export function deliveryPickOf(form: CheckoutForm): checkout.DeliveryPick | null {
  return form.delivery ? { method: form.delivery, choice: form.deliveryChoice } : null
}
