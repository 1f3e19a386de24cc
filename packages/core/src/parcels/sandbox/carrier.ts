import { withTenant } from '@mamapu/db'
import { later, MINUTE, must, SECOND, type StoreId, uuidv7 } from '@mamapu/kernel'
import type { App } from '../../app.js'
import type { AppJob } from '../../events/index.js'
import { announceAs, tellShop } from '../../payments/index.js'
import { EVENT_STATES, type EventState } from '../track.types.js'
import {
  acceptParcel,
  addEvents,
  findById,
  findByRef,
  type SandboxEvent,
  type SandboxParcel,
} from './carrier.queries.js'

/** How the shop hears of it: at once, twice, 20 seconds late, never, or the last thing before what came first. */
export const CARRIER_MODES = ['once', 'twice', 'slow', 'silent', 'reversed'] as const
export type CarrierMode = (typeof CARRIER_MODES)[number]

/** Name of the job that delivers a callback until the shop says it has it. */
const NOTIFY_PARCEL = 'parcels.sandbox-notify'

const SAID: Readonly<Record<EventState, readonly [place: string, words: string]>> = {
  on_way: ['杭州转运中心', '快件已发出，正在运输途中'],
  out_for_delivery: ['收货地营业点', '快递员正在派送，请保持电话畅通'],
  delivered: ['收货地营业点', '快件已签收，感谢使用'],
  problem: ['收货地营业点', '派送不成功：联系不上收件人'],
}

export async function accept(
  app: App,
  storeId: StoreId,
  parcel: Omit<SandboxParcel, 'id' | 'events'>,
): Promise<{ readonly id: string }> {
  const taken = await withTenant(app.db, storeId, (tx) => acceptParcel(tx, parcel, app.clock.now()))
  return { id: taken.id }
}

export async function query(
  app: App,
  storeId: StoreId,
  ref: Pick<SandboxParcel, 'merchantRef' | 'number'>,
): Promise<{ readonly events: readonly SandboxEvent[] }> {
  return { events: (await findFor(app, storeId, ref))?.events ?? [] }
}

/** A parcel by the shop's own name and number for it. */
export async function findFor(
  app: App,
  storeId: StoreId,
  ref: Pick<SandboxParcel, 'merchantRef' | 'number'>,
): Promise<SandboxParcel | null> {
  return withTenant(app.db, storeId, (tx) => findByRef(tx, ref))
}

export async function find(app: App, storeId: StoreId, id: string): Promise<SandboxParcel | null> {
  return withTenant(app.db, storeId, (tx) => findById(tx, id))
}

/** Somebody moves a parcel on at the sandbox's page; false when there is no such parcel, or it has been about enough. */
export async function move(
  app: App,
  storeId: StoreId,
  id: string,
  { state, mode }: { readonly state: EventState; readonly mode: CarrierMode },
): Promise<boolean> {
  const at = app.clock.now()
  const event = (of: EventState, when: Date): SandboxEvent => {
    const [place, words] = SAID[of]
    return { id: uuidv7(when.getTime()), state: of, place, words, at: when.toISOString() }
  }
  const before = EVENT_STATES[Math.max(0, EVENT_STATES.indexOf(state) - 1)] as EventState
  const events =
    mode === 'reversed' ? [event(before, later(at, -MINUTE)), event(state, at)] : [event(state, at)]
  const isMoved = await withTenant(app.db, storeId, async (tx) =>
    (await findById(tx, id)) ? addEvents(tx, id, events) : false,
  )
  if (!isMoved) return false
  for (const told of events.toReversed())
    await announceAs(mode === 'reversed' ? 'once' : mode, {
      at,
      tell: () => tell(app, storeId, id, told.id),
      send: (suffix, runAt) =>
        app.jobs.send(
          NOTIFY_PARCEL,
          `${told.id}-${suffix}`,
          { storeId, parcelId: id, eventId: told.id },
          { runAt },
        ),
    })
  return true
}

/** Delivers one callback; throws when the shop does not say it has it, so that the job comes again. */
async function tell(app: App, storeId: StoreId, id: string, eventId: string): Promise<void> {
  const parcel = await find(app, storeId, id)
  const event = parcel?.events.find((one) => one.id === eventId)
  if (!parcel || !event) return
  const { merchantRef, number, notifyUrl } = parcel
  await tellShop(app, notifyUrl, { type: 'parcel.moved', merchantRef, number, events: [event] })
}

/** Delivers the sandbox's callback until the shop says it has it, as a real carrier does for a while. */
export const notifyParcelJob: AppJob = {
  name: NOTIFY_PARCEL,
  lane: 'work',
  ofStore: true,
  attempts: 10,
  backoffMs: 5 * SECOND,
  async run(app, { storeId, payload }) {
    const id = must(payload.parcelId, 'a parcel is named')
    await tell(app, must(storeId, 'a store is named'), id, must(payload.eventId, 'an event is named'))
  },
}
