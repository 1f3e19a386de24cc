import { randomInt } from 'node:crypto'
import { type Id, later, localDateOf, MINUTE, must, newId, subFen, ZERO_FEN } from '@mamapu/kernel'
import { findRegion, regionText } from '../fulfilment/index.js'
import { type DecidedLine, type DecidedOrder, orderNumber, orderToken } from '../orders/index.js'
import type { BoundMethod, PluginHost } from '../plugins/index.js'
import {
  hashDoor,
  hashLastFour,
  hashPhone,
  hashToken,
  maskName,
  maskPhone,
  normalizePhone,
  type StoreSnapshot,
  sealJson,
} from '../stores/index.js'
import type { Basket } from './basket.js'
import { decideEarnings } from './decide-earnings.js'
import { recordOf } from './decision-record.js'
import type { BasketGift } from './gifts.js'
import { type LineIds, takesOf } from './order-takes.js'
import { payMinutesOf } from './pay-time.js'
import type { PlaceAsk } from './place.types.js'
import { promisedUntil } from './promise-end.js'

/** Who an order is for; region and street are empty where its delivery asks for no address, all of it where it asks for nothing. */
export interface OrderContact {
  readonly name: string
  readonly phone: string
  readonly regionCode: string
  readonly region: string
  readonly street: string
}

const NO_CONTACT: OrderContact = { name: '', phone: '', regionCode: '', region: '', street: '' }

/** What a method of delivery asks for, as it is kept; null when something of it is missing or unfit. */
export function readContact(
  raw: PlaceAsk['contact'],
  asks: BoundMethod['asks'] = 'address',
): OrderContact | null {
  if (asks === 'nothing') return NO_CONTACT
  const phone = normalizePhone(raw.phone)
  const name = raw.name.trim()
  if (!phone || name.length < 1 || name.length > 40) return null
  if (asks === 'contact') return { ...NO_CONTACT, name, phone }
  const region = findRegion(raw.regionCode)
  const street = raw.street.trim()
  if (!region || street.length < 2 || street.length > 120) return null
  return { name, phone, regionCode: region.code, region: regionText(region), street }
}

interface Decided {
  readonly ask: PlaceAsk
  readonly basket: Basket
  readonly contact: OrderContact
  readonly idem: DecidedOrder['idem']
}

/** The order as it is committed: what was decided, with ids of its own, the address sealed and every take named. */
export function decidedOrder(
  host: PluginHost,
  store: StoreSnapshot,
  { ask, basket, contact, idem }: Decided,
): DecidedOrder {
  const { at } = ask
  const id = newId('ord', at)
  const lineIds = new Map([...basket.lines, ...basket.gifts].map(({ lineId }) => [lineId, newId('lin', at)]))
  const { priced } = basket
  const agreement = must(basket.delivery.agreement, 'what nobody delivers is not placed')
  const { sealed, frozen, words } = agreement
  const { phone } = contact
  return {
    id,
    number: orderNumber(localDateOf(at, store.zone), randomInt(100_000_000)),
    actor: ask.actor,
    customerId: ask.shopper.customerId,
    personKey: basket.personKey,
    sessionHash: ask.shopper.sessionHash,
    configVersion: store.configVersion,
    goodsFen: priced.goodsFen,
    discountFen: priced.discountFen,
    shippingFen: priced.shippingFen,
    payableFen: priced.payableFen,
    regionCode: contact.regionCode,
    addressSealed: sealJson(store.keys, sealed ? { ...contact, delivery: sealed } : contact),
    addressHash: contact.street ? hashDoor(store.keys, contact).toString('hex') : null,
    phoneHash: phone ? hashPhone(store.keys, phone).toString('hex') : null,
    phoneLast4Hash: phone ? hashLastFour(store.keys, phone, id).toString('hex') : null,
    contactMasked: phone ? `${maskName(contact.name)} ${maskPhone(phone)}` : '',
    delivery: { method: must(basket.delivery.chosen, 'an agreement has its method').id, frozen, words },
    remark: ask.remark.trim().slice(0, 300),
    tokenHash: hashToken(store.keys, orderToken(store.keys, id)).toString('hex'),
    payBefore: later(at, payMinutesOf(host.registry, basket, store.settings.unpaidMinutes) * MINUTE),
    decision: recordOf(basket, at),
    promisedUntil: promisedUntil(basket, at),
    lines: [
      ...basket.lines.map((line, index) =>
        decideLine(line, priced.lines[index] as Basket['priced']['lines'][number], lineIds),
      ),
      ...basket.gifts.map((gift) => giftLine(gift, lineIds)),
    ],
    takes: takesOf({ host, zone: store.zone }, basket, lineIds, at),
    earnings: decideEarnings(basket, lineIds, at),
    cart: basket.cartId && {
      id: basket.cartId,
      lines: basket.lines.map(({ lineId, quantity }) => ({ id: lineId, quantity })),
    },
    idem,
  }
}

function decideLine(
  { lineId, facts, quantity }: Basket['lines'][number],
  priced: Basket['priced']['lines'][number],
  lineIds: LineIds,
): DecidedLine {
  return {
    id: lineIds.get(lineId) as Id<'lin'>,
    skuId: facts.skuId,
    skuVersion: facts.version,
    productId: facts.productId,
    title: facts.title,
    options: facts.optionText,
    code: facts.code,
    mediaHash: facts.mediaHash,
    quantity,
    everydayUnitFen: priced.everydayUnitFen,
    unitFen: priced.unitFen,
    discountFen: priced.discountFen,
    paidFen: priced.payableFen,
    costFen: facts.costFen,
    weightGram: facts.weightGram,
    shares: weighed(priced),
    gift: null,
  }
}

/** In the order they were taken; each weighs what the line still cost before it. */
function weighed({ subtotalFen, shares }: Basket['priced']['lines'][number]): DecidedLine['shares'] {
  let left = subtotalFen
  return shares.map((share) => {
    const weightFen = left
    left = subFen(left, share.amountFen)
    return { ...share, weightFen }
  })
}

function giftLine({ lineId, facts, gift }: BasketGift, lineIds: LineIds): DecidedLine {
  return {
    id: lineIds.get(lineId) as Id<'lin'>,
    skuId: facts.skuId,
    skuVersion: facts.version,
    productId: facts.productId,
    title: facts.title,
    options: facts.optionText,
    code: facts.code,
    mediaHash: facts.mediaHash,
    quantity: gift.units,
    everydayUnitFen: ZERO_FEN,
    unitFen: ZERO_FEN,
    discountFen: ZERO_FEN,
    paidFen: ZERO_FEN,
    costFen: facts.costFen,
    weightGram: facts.weightGram,
    shares: [],
    gift: { offerId: gift.offerId, onRefund: gift.onRefund },
  }
}
