import type { Database } from '@mamapu/db'
import type { Clock, StoreId } from '@mamapu/kernel'
import type { DeliverySays } from '@mamapu/plugin-sdk'

/** How loudly things are said; pino satisfies it. Never given personal data. */
export interface Log {
  debug(data: object, message: string): void
  info(data: object, message: string): void
  warn(data: object, message: string): void
  error(data: object, message: string): void
}

/** Where the product is reached, from the environment. */
export interface Hosts {
  /** Host and port of the platform, e.g. `localhost:3000`. */
  readonly base: string
  /** Shops live at `<slug>.<shop>`. */
  readonly shop: string
  readonly protocol: 'http' | 'https'
  /** Where this installation reaches its own web process, e.g. `http://127.0.0.1:3000`. */
  readonly internal: string
}

/** What every use case may need from the process it runs in. Made once by server, worker or cli. */
export interface App {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly hosts: Hosts
  /** 32 bytes from the environment (or made once on a single machine): the root of every derived key. */
  readonly secret: Buffer
  /** Folder for uploads and generated files. */
  readonly dataDir: string
  /** Says that this store has new events, after the commit; the relay also polls. */
  nudge(storeId: StoreId): void
  /** How orders of a method of delivery read; null for those that go by parcel, and methods nobody has any more. */
  says(method: string): DeliverySays | null
  /** Asks for a job. Deterministic ids make a repeat harmless. */
  readonly jobs: JobSender
}

export interface JobSender {
  /** Enqueues `job` once per id; `runAt` is a hint, jobs look at the clock again when they run. */
  send(
    job: string,
    id: string,
    payload: Readonly<Record<string, string>>,
    options?: { runAt?: Date },
  ): Promise<void>
}
