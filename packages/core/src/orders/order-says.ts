import type { Locale } from '@mamapu/kernel'
import type { DeliverySays, DeliveryStage } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import type { OrderState } from './order.rules.js'

/** How an order reads in the words of its method of delivery. */
export interface Said extends Pick<DeliverySays, 'receiver' | 'gone' | 'send'> {
  /** Null where every order reads the same: not paid yet, or over. */
  readonly stage: DeliveryStage | null
}

interface Standing {
  readonly state: OrderState
  /** Paid, and some of it gone. */
  readonly isPartGone: boolean
  readonly readyAt: Date | null
}

/** Picks the words of where an order stands; null for what goes by parcel. */
export function saidOf(says: DeliverySays | null, standing: Standing): Said | null {
  if (!says) return null
  const { receiver, gone, send } = says
  return { receiver, gone, send, stage: stageOf(says, standing) }
}

function stageOf(says: DeliverySays, { state, isPartGone, readyAt }: Standing): DeliveryStage | null {
  if (state === 'shipped' || state === 'received') return says[state]
  if (state !== 'paid') return null
  if (isPartGone) return says.part
  return (readyAt && says.ready) ?? says.paid
}

const Text = Type.String()

/** How an order reads in a client; null for what goes by parcel. */
export const SaysReply = Type.Union([
  Type.Object({
    stage: Type.Union([Type.Object({ name: Text, text: Text }), Type.Null()]),
    /** Who it is for, as 收货人 is of a parcel. */
    receiver: Text,
    /** Before how many of a line are gone. */
    gone: Text,
    /** The button that sends it; null where nothing is sent by hand. */
    send: Type.Union([Text, Type.Null()]),
  }),
  Type.Null(),
])

export function saysReply(said: Said | null, to: 'toShopper' | 'toShop', locale: Locale) {
  if (!said) return null
  const { stage, receiver, gone, send } = said
  return {
    stage: stage && { name: stage.name[locale], text: stage[to][locale] },
    receiver: receiver[locale],
    gone: gone[locale],
    send: send?.[locale] ?? null,
  }
}
