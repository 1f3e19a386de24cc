/**
 * Waits for a state that can be seen, looking every 15 ms, and returns the milliseconds it took. The limit is for tests that fail:
 * then it throws and names what did not come.
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > limitMs) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
  return performance.now() - began
}
