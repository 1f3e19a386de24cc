import { type Static, Type } from 'typebox'

/** From when on the desk points something out. 0 switches a hint off. */
export const RiskSettings = Type.Object(
  {
    /** What counts as a short time for orders to one door or phone. */
    windowHours: Type.Integer({ minimum: 1, maximum: 168, default: 24 }),
    sameDoorOrders: Type.Integer({ minimum: 0, maximum: 100, default: 5 }),
    samePhoneOrders: Type.Integer({ minimum: 0, maximum: 100, default: 5 }),
    /** An order for less than this. */
    nearZeroFen: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 100 }),
    manyUnits: Type.Integer({ minimum: 0, maximum: 9999, default: 20 }),
    /** Somebody's first order for this much or more. */
    firstOrderFen: Type.Integer({ minimum: 0, maximum: 100_000_000, default: 200_000 }),
    /** So many of somebody's latest twenty orders were refunded. */
    refundedOrders: Type.Integer({ minimum: 0, maximum: 20, default: 3 }),
    belowCost: Type.Boolean({ default: true }),
  },
  { additionalProperties: false },
)
export type RiskSettings = Static<typeof RiskSettings>
