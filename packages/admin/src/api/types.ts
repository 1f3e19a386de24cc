/** Money as the API writes it: whole fen. */
export interface Money {
  readonly amount: number
  readonly currency: string
}

/** A page of a list; `next` is the cursor of the one after it. */
export interface Paged<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

export type Role = 'owner' | 'manager' | 'operator' | 'clerk'
