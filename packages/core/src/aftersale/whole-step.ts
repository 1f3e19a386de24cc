import type { TenantTx } from '@mamapu/db'
import type { DecideResult } from './lock-case.js'

/** Carries a refusal out of what is undone for it. */
class Refused extends Error {
  readonly result: DecideResult
  constructor(result: DecideResult) {
    super('refused')
    this.result = result
  }
}

/** Runs a step of which nothing is kept when it is refused, also where a part of it was written before. */
export async function wholeStep(
  tx: TenantTx,
  work: (tx: TenantTx) => Promise<DecideResult>,
): Promise<DecideResult> {
  try {
    return await tx.sql.savepoint(async (sql) => {
      const result = await work({ ...tx, sql } as TenantTx)
      if (!result.done) throw new Refused(result)
      return result
    })
  } catch (error) {
    if (error instanceof Refused) return error.result
    throw error
  }
}
