import type { CustomerRef, DeliveryLine, DeliveryMethod, FactMap, FactValues } from '@mamapu/plugin-sdk'
import type { DeliveryFee } from '@mamapu/pricing'
import { type BoundMethod, type DeliveryAsk, soundPart, wholeChoice } from '../plugins/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import { deliveryOf } from './delivery-part.js'
import { EXPRESS_ID, expressMethod } from './express.method.js'
import { expressFee } from './express.rules.js'
import { LOCAL_ID, localMethod } from './local.method.js'
import { VIRTUAL_ID, virtualMethod } from './virtual.method.js'

interface Shopping {
  readonly at: Date
  readonly customer: CustomerRef | null
  /** How many orders each slot has. */
  readonly taken: ReadonlyMap<string, number>
}

/** Core's own methods that this shop has on, in the order in which they are offered. */
export function coreMethods(store: StoreSnapshot, shopping: Shopping): BoundMethod[] {
  const { express, local } = deliveryOf(store)
  const of = { ...shopping, zone: store.zone }
  return [
    ...(express ? [bindCore(expressMethod, { settings: express, facts: {}, ...of })] : []),
    ...(local ? [bindCore(localMethod, { settings: local, facts: { taken: shopping.taken }, ...of })] : []),
  ]
}

/** Whether all it delivers comes off the shop's shelf: true of core's own methods; a plugin's may have units elsewhere. */
export function isOffShelf(methodId: string): boolean {
  return methodId === EXPRESS_ID || methodId === LOCAL_ID || methodId === VIRTUAL_ID
}

/** How goods that nobody carries are delivered. */
export function virtualDelivery(store: StoreSnapshot, shopping: Shopping): BoundMethod {
  return bindCore(virtualMethod, { settings: null, facts: {}, ...shopping, zone: store.zone })
}

function bindCore<S, F extends FactMap>(
  method: DeliveryMethod<S, F>,
  { settings, facts, at, zone, customer }: Shopping & { settings: S; facts: FactValues<F>; zone: string },
): BoundMethod {
  const inputOf = ({ lines, regionCode, held = [] }: DeliveryAsk) => ({
    lines,
    held,
    regionCode,
    settings,
    facts,
    at,
    zone,
    customer,
  })
  return {
    id: method.name,
    title: method.title,
    asks: method.asks,
    offer: (asked) =>
      method.offer({ ...inputOf(asked), choice: soundPart(method.choice, asked.choice) as never }),
    accept: (asked) => {
      const choice = wholeChoice(method.choice, asked.choice)
      return choice && method.accept({ ...inputOf(asked), choice: choice as never })
    },
  }
}

/** What express costs such lines in this shop; no parts where it has none. */
export function expressFeeOf(
  store: StoreSnapshot,
  parcel: { readonly lines: readonly DeliveryLine[]; readonly regionCode: string | null },
): DeliveryFee {
  const fee = expressFee(deliveryOf(store).express ?? [], parcel)
  return fee.state === 'known' ? fee : { state: fee.state, parts: [] }
}
