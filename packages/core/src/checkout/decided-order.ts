import { randomInt } from 'node:crypto'
import { type Id, later, localDateOf, MINUTE, newId, subFen, ZERO_FEN } from '@mamapu/kernel'
import { type DecidedLine, type DecidedOrder, orderNumber, orderToken } from '../orders/index.js'
import { hasCommissions, type PluginHost } from '../plugins/index.js'
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
import { findRegion, regionText } from './regions.js'

/** An address that a parcel can go to. */
export interface OrderContact {
  readonly name: string
  readonly phone: string
  readonly regionCode: string
  readonly region: string
  readonly street: string
}

/** An address as it is kept; null when a parcel could not go there. */
export function readContact(raw: PlaceAsk['contact']): OrderContact | null {
  const region = findRegion(raw.regionCode)
  const phone = normalizePhone(raw.phone)
  const name = raw.name.trim()
  const street = raw.street.trim()
  if (!region || !phone || name.length < 1 || name.length > 40 || street.length < 2 || street.length > 120)
    return null
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
    addressSealed: sealJson(store.keys, contact),
    addressHash: hasCommissions(basket.plugins) ? hashDoor(store.keys, contact).toString('hex') : null,
    phoneHash: hashPhone(store.keys, contact.phone).toString('hex'),
    phoneLast4Hash: hashLastFour(store.keys, contact.phone, id).toString('hex'),
    contactMasked: `${maskName(contact.name)} ${maskPhone(contact.phone)}`,
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
