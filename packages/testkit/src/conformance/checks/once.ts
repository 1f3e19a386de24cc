import type { ConformanceSubject } from '../check.types.js'

/** Work that several checks look at, done once per subject. */
export function oncePer<T>(
  work: (subject: ConformanceSubject) => Promise<T>,
): (subject: ConformanceSubject) => Promise<T> {
  const done = new WeakMap<ConformanceSubject, Promise<T>>()
  return (subject) => {
    const known = done.get(subject) ?? work(subject)
    done.set(subject, known)
    return known
  }
}
