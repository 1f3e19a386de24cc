import { parseLocalDate, type Words } from '@mamapu/kernel'
import type { DeliveryAgreement, DeliveryInput, DeliveryRefusal, FactMap } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import type { PickupError } from '../pickup.errors.js'
import { hooks } from '../pickup.settings.js'
import type { Agreed, Point, Slot } from '../pickup.types.js'
import { placesFact, QUOTA, slotsFact, stockFact } from '../points/point.facts.js'
import { readTime, type SlotObstacle, slotId, slotsOf, unitsOf, whyNotSlot } from '../slots/slot.rules.js'
import { withoutHeld } from './held.js'
import { type Asked, askOf, firstAt, hasAll, offerPickup, refusalOf, stockId } from './offer.js'
import { pickupSays } from './says.js'
import { slotWords, words } from './words.js'

export const METHOD = 'self-pickup.point'
/** Core's own. */
export const EXPRESS = 'express'

const OBSTACLES: Readonly<Record<SlotObstacle, PickupError>> = {
  closed: 'SELF_PICKUP_POINT_CLOSED',
  unknown: 'SELF_PICKUP_SLOT_UNKNOWN',
  too_soon: 'SELF_PICKUP_TOO_SOON',
  too_late: 'SELF_PICKUP_TOO_FAR',
  full: 'SELF_PICKUP_SLOT_FULL',
}

/** What the checkout form sends; position and city only sort. */
const pickupChoice = Type.Object(
  {
    point: Type.String({ maxLength: 40 }),
    day: Type.String({ maxLength: 10 }),
    slot: Type.String({ maxLength: 5 }),
    position: Type.Optional(Type.String({ maxLength: 60 })),
    city: Type.Optional(Type.String({ maxLength: 40 })),
    collector: Type.Optional(Type.String({ maxLength: 20 })),
    tail: Type.Optional(Type.String({ maxLength: 4 })),
  },
  { additionalProperties: false },
)

type Input = Pick<DeliveryInput<unknown, FactMap>, 'lines' | 'held' | 'at' | 'zone'> & {
  readonly facts: Pick<Asked, 'places' | 'slots' | 'stock'>
}

type Choice = {
  readonly point: string
  readonly day: string
  readonly slot: string
  readonly collector?: string
  readonly tail?: string
}

/** Buy here, collect at a point, at a time of one's own choice. */
export const pickupMethod = hooks.delivery({
  name: 'point',
  title: words('到店自提', 'Pick up in store'),
  says: pickupSays,
  asks: 'contact',
  facts: { places: placesFact, slots: slotsFact, stock: stockFact },
  choice: pickupChoice,
  offer: (input) => offerPickup(askedOf(input), input.choice),
  accept: (input) => acceptPickup(askedOf(input), input.choice),
})

/** How full everything is for this very order: what it has already is free for it. */
function askedOf({ lines, facts: { places, slots, stock }, held, at, zone }: Input): Asked {
  return {
    ...{ lines, places, at, zone },
    slots: withoutHeld(slots, held, QUOTA.slot),
    stock: withoutHeld(stock, held, QUOTA.stock),
  }
}

/** Decides the choice again, as it stands now. Every refusal says what is free instead. */
export function acceptPickup(asked: Asked, choice: Choice): DeliveryAgreement | DeliveryRefusal {
  const point = asked.places.points.find(({ id }) => id === choice.point)
  if (!point) return instead('SELF_PICKUP_POINT_CLOSED', asked, null)
  const day = parseLocalDate(choice.day)
  const from = readTime(choice.slot)
  if (day === null || from === null) return instead('SELF_PICKUP_SLOT_UNKNOWN', asked, point)
  if (!hasAll(point, asked)) return instead('SELF_PICKUP_OUT_OF_STOCK', asked, null)
  const obstacle = whyNotSlot(point, { day, from }, askOf(point, asked))
  if (obstacle) return instead(OBSTACLES[obstacle], asked, point)
  const slot = slotsOf(point, day, { zone: asked.zone, daysOff: asked.places.daysOff }).find(
    (one) => one.from === from,
  )
  if (!slot) return instead('SELF_PICKUP_SLOT_UNKNOWN', asked, point)
  const collector = (choice.collector ?? '').trim()
  const tail = (choice.tail ?? '').trim()
  if ((collector === '') !== (tail === '') || !/^(?:\d{4})?$/.test(tail))
    return refusalOf('SELF_PICKUP_COLLECTOR')
  return {
    available: true,
    fee: [],
    takes: takesOf(point, slot, asked),
    frozen: agreedOf(point, slot),
    ...(collector === '' ? {} : { sealed: { collector, tail } }),
    words: agreedWords(point, slot),
  }
}

function agreedOf(point: Point, slot: Slot): Agreed {
  const { id, name, nameEn, address, phone, position } = point
  return {
    point: id,
    ...{ name, nameEn, address, phone },
    ...(position ?? {}),
    countBy: point.countBy,
    ...{ day: slot.day, from: slot.from, until: slot.until },
  }
}

export function agreedWords(point: Pick<Point, 'name' | 'nameEn'>, slot: Slot): Words {
  const when = slotWords(slot)
  return words(`${point.name}自提 · ${when['zh-CN']}`, `Pickup at ${point.nameEn} · ${when.en}`)
}

/** The slot by this point's counting, and off its own stock where it has one. */
function takesOf(point: Point, slot: Slot, { lines }: Asked): DeliveryAgreement['takes'] {
  const place = {
    kind: QUOTA.slot,
    id: slotId(point, slot),
    units: unitsOf(point, lines),
    limit: point.capacity,
    giveBack: 'refund' as const,
  }
  if (!point.hasOwnStock) return [place]
  return [
    place,
    ...(lines as readonly { lineId?: string; skuId: string; quantity: number }[]).map(
      ({ lineId = '', skuId, quantity }) => ({
        kind: QUOTA.stock,
        id: stockId(point, skuId),
        units: quantity,
        limit: null,
        giveBack: 'refund' as const,
        lineId,
        insteadOfStock: true,
      }),
    ),
  ]
}

/** A refusal with what is free: at this point if it has anything, else at the next that has. */
function instead(code: PickupError, asked: Asked, point: Point | null): DeliveryRefusal {
  const points = asked.places.points.filter(({ isOpen }) => isOpen)
  for (const one of point ? [point, ...points.filter(({ id }) => id !== point.id)] : points) {
    const slot = firstAt(one, asked)
    if (!slot) continue
    const { words: why } = refusalOf(code)
    const free = slotWords(slot)
    return refusalOf(
      code,
      words(
        `${why['zh-CN']}。最近可约：${one.name} ${free['zh-CN']}`,
        `${why.en}. Free next: ${one.nameEn}, ${free.en}`,
      ),
    )
  }
  return refusalOf(code)
}
