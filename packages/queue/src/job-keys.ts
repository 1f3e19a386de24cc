import { assert, parseId, type StoreId } from '@mamapu/kernel'
import type { JobDefinition, JobPayload } from './queue.types.js'

const NAME = /^[a-z][a-z0-9-]{0,39}(\.[a-z][a-z0-9-]{0,39}){1,3}$/
const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,149}$/
const SEPARATOR = '--'
const PAYLOAD_KEYS_MAX = 12
const PAYLOAD_VALUE_MAX = 200

/** Asserts what every job name must be. */
export function assertJobName(name: string): void {
  assert(NAME.test(name), `a job is named <domain>.<verb>: ${name.slice(0, 60)}`)
}

/**
 * The backend's id of a job: unique per job name, and never what the backends refuse (a colon, digits alone).
 */
export function jobKey(name: string, id: string): string {
  assert(ID.test(id), `not a job id: ${id.slice(0, 60)}`)
  return `${name}${SEPARATOR}${id}`
}

/** The id inside a backend id; a scheduled run's id is its schedule's. */
export function idInKey(key: string): string {
  if (key.startsWith('repeat:')) return key.split(':')[1] ?? key
  const at = key.indexOf(SEPARATOR)
  return at < 0 ? key : key.slice(at + SEPARATOR.length)
}

/** Asserts that a payload holds ids only, and the store where the job is of a store. */
export function assertPayload(job: JobDefinition, payload: JobPayload): void {
  const entries = Object.entries(payload)
  assert(entries.length <= PAYLOAD_KEYS_MAX, `${job.name}: too much in the payload`)
  for (const [key, value] of entries)
    assert(typeof value === 'string' && value.length <= PAYLOAD_VALUE_MAX, `${job.name}: ${key} is not an id`)
  assert(
    job.ofStore === (storeOf(payload) !== null),
    `${job.name}: its payload must ${job.ofStore ? '' : 'not '}name a store`,
  )
}

export function storeOf(payload: JobPayload): StoreId | null {
  const storeId = payload.storeId
  return typeof storeId === 'string' ? parseId('sto', storeId) : null
}
