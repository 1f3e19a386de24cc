import { createHash } from 'node:crypto'
import type { Ctx } from '../distributor.types.js'
import { findTerms, insertTerms, nextVersion } from './terms.queries.js'

const TRIES_MAX = 3

/** Which text it is: the same words have the same name. */
export function termsHash(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}

/** The number of the terms as they read now; the first who accepts a text gives it the next one. */
export async function acceptTerms({ tx, settings, at }: Ctx): Promise<number> {
  const body = settings.terms
  const hash = termsHash(body)
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const known = await findTerms(tx, hash)
    if (known) return known.version
    const version = await nextVersion(tx)
    if (await insertTerms(tx, { version, hash, body, at })) return version
  }
  throw new Error('the terms could not be numbered')
}

/** The number the terms have, or will have once somebody accepts them. */
export async function versionOfTerms({ tx, settings }: Ctx): Promise<number> {
  return (await findTerms(tx, termsHash(settings.terms)))?.version ?? nextVersion(tx)
}
