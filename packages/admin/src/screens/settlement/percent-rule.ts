interface Range {
  readonly min: number
  readonly max: number
  readonly message: string
}

/** The check of a field that asks for basis points or another whole number, both bounds included; an empty one fails as well. */
export function percentRule({ min, max, message }: Range) {
  return {
    validator: async (_: unknown, value: number | null | undefined) => {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max)
        throw new Error(message)
    },
  }
}
