import type { OutsideError } from '@mamapu/kernel'

/** Waits for a provider's client no longer than so many milliseconds; whatever it throws is told in our own words. */
export async function bounded<T>(
  work: () => Promise<T>,
  { ms, down }: { readonly ms: number; readonly down: (error: unknown) => OutsideError },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ms)
  })
  try {
    return await Promise.race([work(), late])
  } catch (error) {
    throw down(error)
  } finally {
    clearTimeout(timer)
  }
}
