/** A service that is being built: whoever uses it before it stands is told so. */
export function notBuilt<T extends object>(name: string): T {
  return new Proxy({} as T, {
    get() {
      throw new Error(`${name} is not built yet`)
    },
  })
}
