import { performance } from 'node:perf_hooks'
import type { Database } from '@mamapu/db'
import { SECOND, type StoreId } from '@mamapu/kernel'
import type { TokenStore, Tokens } from '@mamapu/queue'
import { readCounterStates } from './counter-state.queries.js'
import type { Freed } from './freed.js'
import { skuOfPool } from './quota.rules.js'

/** Tokens live so long: whatever went wrong with them is over then. */
const TOKENS_MS = 1500
/** After a failure the gate stands open for so long. */
const OPEN_MS = SECOND

/** Units of a counter somebody wants. */
export interface Wanted {
  readonly kind: string
  readonly id: string
  readonly units: number
}

export type Admission<W extends Wanted> =
  /** `counted`: tokens to give back when nothing comes of it. */
  | { readonly admitted: true; readonly counted: readonly W[] }
  | { readonly admitted: false; readonly lacking: W }

/**
 * A gate in front of the counters of campaign pools: it lets in about as many as there are units and refuses the rest
 * without the database, which alone decides. Wrong, lost or away it costs some work or one and a half seconds, never a
 * unit: what is let in too much the database refuses, and tokens that went astray are counted anew from it.
 */
export class AdmissionGate {
  readonly #db: Database
  readonly #tokens: TokenStore
  readonly #seeding = new Map<string, Promise<void>>()
  #openUntil = 0

  constructor({ db, tokens }: { db: Database; tokens: TokenStore }) {
    this.#db = db
    this.#tokens = tokens
  }

  /** `marker` names the request: its twin is let in, and waits for the first in the database. */
  async admit<W extends Wanted>(
    storeId: StoreId,
    takes: readonly W[],
    marker: string | null,
  ): Promise<Admission<W>> {
    const wants = takes.filter(({ id }) => skuOfPool(id) !== null)
    if (wants.length === 0 || performance.now() < this.#openUntil) return { admitted: true, counted: [] }
    try {
      return await this.#ask(storeId, wants, marker)
    } catch {
      this.#openUntil = performance.now() + OPEN_MS
      return { admitted: true, counted: [] }
    }
  }

  async #ask<W extends Wanted>(
    storeId: StoreId,
    wants: readonly W[],
    marker: string | null,
  ): Promise<Admission<W>> {
    const tokens = wants.map(tokensOf)
    let said = await this.#tokens.take(storeId, tokens, marker)
    if (said.answer === 'missing') {
      const { keys } = said
      await this.#seed(
        storeId,
        wants.filter((_, index) => keys.includes((tokens[index] as Tokens).key)),
      )
      said = await this.#tokens.take(storeId, tokens, marker)
    }
    if (said.answer === 'taken') return { admitted: true, counted: wants }
    if (said.answer !== 'short') return { admitted: true, counted: [] }
    const { key } = said
    return {
      admitted: false,
      lacking: wants.find((_, index) => tokens[index]?.key === key) ?? (wants[0] as W),
    }
  }

  /** Counts anew what the database has left; however many ask at once, one reads. */
  #seed(storeId: StoreId, wants: readonly Wanted[]): Promise<void> {
    const name = `${storeId} ${wants.map((want) => tokensOf(want).key).join()}`
    const running = this.#seeding.get(name)
    if (running) return running
    const seeding = readCounterStates(this.#db, storeId, wants)
      .then((states) => {
        const left = new Map(states.map((state) => [tokensOf(state).key, state.limit - state.taken]))
        const tokens = wants.map((want) => ({ ...tokensOf(want), units: left.get(tokensOf(want).key) ?? 0 }))
        return this.#tokens.seed(storeId, tokens, TOKENS_MS)
      })
      .finally(() => this.#seeding.delete(name))
    this.#seeding.set(name, seeding)
    return seeding
  }

  /** Tokens of what came to nothing, or came back. Nobody waits for it. */
  giveBack(storeId: StoreId, takes: readonly Wanted[]): void {
    if (takes.length === 0) return
    this.#tokens.giveBack(storeId, takes.map(tokensOf)).catch(() => {})
  }

  /** For `onFreed`. */
  readonly freed = ({ storeId, kind, id, units }: Freed): void => {
    if (skuOfPool(id) !== null) this.giveBack(storeId, [{ kind, id, units }])
  }
}

function tokensOf({ kind, id, units }: { kind: string; id: string; units?: number }): Tokens {
  return { key: `${kind}/${id}`, units: units ?? 0 }
}
