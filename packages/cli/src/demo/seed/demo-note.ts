import { createHash, randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { staff } from '@mamapu/core'
import type { StoreId } from '@mamapu/kernel'

export const DEMO_ROLES = ['merchant', 'clerk', 'operator'] as const
export type DemoRole = (typeof DEMO_ROLES)[number]

/** Somebody of the demo, with the password that was made for them here. */
export interface DemoPerson {
  readonly login: string
  readonly name: string
  readonly password: string
  readonly staffId: staff.StaffId | null
  /** Tells, without keeping it, whether the password is still this one. */
  readonly passwordMark: string | null
}

export interface DemoShopNote {
  readonly storeId: StoreId | null
  readonly isDone: boolean
}

/**
 * What this installation knows of its demo, kept in a file beside the data: written before anything is made, so that a
 * start that was killed in the middle is gone on with by the next.
 */
export interface DemoNote {
  readonly version: 1
  /** The day the demo calls today: its past ends with the day before, whenever it is gone on with. */
  readonly today: string
  /** Orders planned per shop. */
  readonly orders: number
  readonly people: Readonly<Record<DemoRole, DemoPerson>>
  readonly shops: Readonly<Record<string, DemoShopNote>>
  /** Plugins whose sample was shown: once, whatever became of it. */
  readonly samples?: readonly string[]
}

const fileOf = (dataDir: string) => join(dataDir, 'demo.json')

/** The note of this installation; null when it never had a demo. */
export function readNote(dataDir: string): DemoNote | null {
  try {
    return JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as DemoNote
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Writes the note, whole or not at all, for its owner's eyes. */
export function writeNote(dataDir: string, note: DemoNote): void {
  const file = fileOf(dataDir)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}

export const isFinished = (note: DemoNote) => Object.values(note.shops).every(({ isDone }) => isDone)

/** A new demo: nothing made yet, passwords that no other installation has. */
export function newNote(today: string, orders: number, slugs: readonly string[]): DemoNote {
  const person = (login: string, name: string): DemoPerson => ({
    login: `${login}@demo.example`,
    name,
    password: newPassword(),
    staffId: null,
    passwordMark: null,
  })
  return {
    version: 1,
    today,
    orders,
    people: {
      merchant: person('mama', '示例店主'),
      clerk: person('clerk', '示例店员'),
      operator: person('operator', '示例运营'),
    },
    shops: Object.fromEntries(slugs.map((slug) => [slug, { storeId: null, isDone: false }])),
  }
}

/** Letters and digits nobody takes for another: some fifty bits, in two groups for the eye. */
function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
  return `${group()}-${group()}`
}

/** What tells that a password has not been changed, without keeping its hash. */
export function markOf(passwordHash: string): string {
  return createHash('sha256').update(passwordHash).digest('base64url').slice(0, 22)
}
