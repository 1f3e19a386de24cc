import type { Sql } from '@mamapu/db'
import type { Id, StoreId } from '@mamapu/kernel'
import type { JobDefinition, JobRun } from '@mamapu/queue'
import type { App } from '../app.js'

/** A job of a domain: as the queue knows it, run with the app. Safe to run again, bounded in rows and time. */
export type AppJob = Omit<JobDefinition, 'run'> & {
  readonly run: (app: App, run: JobRun) => Promise<void>
}

/** A job that runs by itself, at an interval or by the calendar of a zone. */
export type AppSchedule = {
  readonly job: string
} & ({ readonly everyMs: number } | { readonly cron: string; readonly zone: string })

/** Something due, as the role sweep may see it. */
export interface Due {
  readonly storeId: StoreId
  readonly id: Id<string>
}

/**
 * Finds what a lost job left behind, across shops, and asks for its job again: the row's id is the job's id, and goes into
 * the payload beside `storeId` under the name the job knows it by. The job decides by itself whether there is still anything to do.
 */
export interface Sweeper {
  /** `<domain>.<what>`. */
  readonly name: string
  readonly everyMs: number
  /** A job of one store, defined elsewhere. */
  readonly job: string
  /** What the job calls the id in its payload: `orderId`. */
  readonly idName: string
  /** At most `limit` rows, the longest overdue first; reads only what the role sweep may read. */
  readonly find: (sweep: Sql, at: Date, limit: number) => Promise<readonly Due[]>
}
