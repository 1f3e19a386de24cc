import { OutsideError } from '@mamapu/kernel'
import { hash, verify } from '@node-rs/argon2'

/** OWASP's minimum for argon2id, which is the library's default algorithm: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const

/** A hash takes some 50 ms of a core and 19 MiB: more at once would stop the shops. */
const AT_ONCE = 2
const WAITING_MAX = 40

let running = 0
const waiting: (() => void)[] = []

/** Runs at most two at once; a bounded number waits, the rest is told to come back. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING_MAX) throw new OutsideError('BUSY', 'too many sign-ins at once')
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize('NFKC'), PARAMETERS))
}

/** Made once from a random password: what an unknown account is compared with, so that it takes as long. */
let nobody: Promise<string> | undefined

/** True when the password is that of the hash. Without a hash it is false, after the same work. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  nobody ??= hash(crypto.randomUUID(), PARAMETERS)
  const against = passwordHash ?? (await nobody)
  const isRight = await inTurn(() => verify(against, password.normalize('NFKC')))
  return isRight && passwordHash !== null
}
