interface PercentRule {
  readonly min: number
  readonly max: number
  readonly message: string
}

/** The check of a field that asks for basis points, both bounds included. */
export function percentRule({ min, max, message }: PercentRule) {
  return {
    validator: async (_: unknown, bps: number | null | undefined) => {
      if (typeof bps !== 'number' || !Number.isSafeInteger(bps) || bps < min || bps > max)
        throw new Error(message)
    },
  }
}
