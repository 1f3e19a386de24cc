import type { LocalDate } from '@mamapu/kernel'
import { defineFact } from '@mamapu/plugin-sdk'
import { slotWords } from '../method/words.js'
import { hooks } from '../pickup.settings.js'
import { ofOrderQuery, type ShownRow } from '../pickups/pickup.queries.js'
import { PATHS, withToken } from './own.js'
import { mapUrlOf, showsCode } from './shown.js'

/** The pickup of the order that is shown. */
export const ofOrderFact = defineFact<ShownRow, ShownRow | null>({
  name: 'of-order',
  about: 'order',
  none: null,
  query: ({ sql, tenantId, orderId }) => (orderId ? ofOrderQuery(sql, tenantId, orderId) : null),
  map: (rows) => rows[0] ?? null,
})

/** Where, when and how far, with the way to the code. */
export const orderSlots = (['order.below', 'payment.done'] as const).map((slot) =>
  hooks.slot({
    slot,
    block: 'order',
    facts: { pickup: ofOrderFact },
    personal: true,
    data({ subject, facts: { pickup }, locale, t }) {
      if (!pickup) return null
      const { lat, lng } = pickup
      const position = lat === null || lng === null ? null : { lat, lng }
      const day = pickup.day as LocalDate
      return {
        state: t(`state.${pickup.state}`),
        isReady: showsCode(pickup),
        isPreparing: pickup.state === 'preparing',
        isShort: pickup.isShort,
        isAsked: pickup.isProposed,
        point: locale === 'en' ? pickup.pointNameEn || pickup.pointName : pickup.pointName,
        address: pickup.address,
        mapUrl: mapUrlOf({ position, name: pickup.pointName }),
        when: slotWords({ day, from: pickup.fromMinute, until: pickup.untilMinute })[locale],
        codeUrl: withToken(PATHS.code, subject.token),
      }
    },
  }),
)
