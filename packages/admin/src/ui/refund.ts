interface RefundableLine {
  readonly paid: number
  readonly quantity: number
  readonly refundedUnits: number
}

/**
 * What refunding `units` more of a line gives back, in fen: the same cumulative floors the server decides by, so that what is
 * shown beforehand is what goes back.
 */
export function refundOfUnits({ paid, quantity, refundedUnits }: RefundableLine, units: number): number {
  const upTo = (count: number) => Number((BigInt(paid) * BigInt(count)) / BigInt(quantity))
  return upTo(refundedUnits + units) - upTo(refundedUnits)
}
