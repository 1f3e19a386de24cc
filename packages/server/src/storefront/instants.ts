/** The first of these instants; null when there is none. */
export function earliest(instants: readonly (Date | null)[]): Date | null {
  const known = instants.filter((one) => one !== null)
  return known.length > 0 ? new Date(Math.min(...known.map(Number))) : null
}
