/** What was frozen to the bottom before; an object someone froze on the surface only is walked all the same. */
const done = new WeakSet<object>()

/** The value, it and everything in it frozen. Functions and binary data are left alone. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || done.has(value) || ArrayBuffer.isView(value))
    return value
  done.add(value)
  Object.freeze(value)
  for (const key of Reflect.ownKeys(value)) deepFreeze((value as Record<PropertyKey, unknown>)[key])
  return value
}
