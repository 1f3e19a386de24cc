import { OutsideError } from '@mamapu/kernel'
import { type ConnectionOptions, Queue, type RedisQueueBackend } from 'bullmq'
import { Redis } from 'ioredis'
import { type Backend, laneName, type ReportTrouble } from './backend.js'
import { PatientWorker } from './patient-worker.js'
import type { JobPayload } from './queue.types.js'

/** Hash-tagged: all keys of the queue live in one slot of a Redis Cluster. */
const PREFIX = '{mamapu}'
const FIRST_CONTACT_MS = 10_000

const retryStrategy = (times: number) => Math.min(50 * times, 1000)

/** Jobs in Redis. Producers fail at once while it is away, workers wait for it. */
export async function openRedisBackend(redisUrl: string, report: ReportTrouble): Promise<Backend> {
  const producer = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 2000,
    connectTimeout: 2000,
    lazyConnect: true,
    retryStrategy,
  })
  producer.on('error', (error) => report(error, 'redis'))
  await firstContact(producer)
  const ends: (() => void)[] = [() => producer.disconnect()]
  return {
    kind: 'redis',
    isUp: () => producer.status === 'ready',
    openQueue: (lane, options) =>
      new Queue<JobPayload, void, string>(laneName(lane), {
        ...options,
        prefix: PREFIX,
        connection: producer,
      }),
    openWorker(lane, process, options) {
      const connection = new Redis(redisUrl, { maxRetriesPerRequest: null, retryStrategy })
      connection.on('error', (error) => report(error, 'redis'))
      const worker = new PatientWorker<RedisQueueBackend, ConnectionOptions>(laneName(lane), process, {
        ...options,
        prefix: PREFIX,
        connection,
      })
      ends.push(
        () => connection.disconnect(),
        () => worker.abandon(),
      )
      return worker
    },
    async close() {
      for (const end of ends) end()
    },
  }
}

async function firstContact(producer: Redis): Promise<void> {
  const failed = new Promise<never>((_, reject) => {
    setTimeout(
      () => reject(new OutsideError('QUEUE_UNREACHABLE', 'Redis does not answer')),
      FIRST_CONTACT_MS,
    ).unref()
  })
  const ready = new Promise<void>((resolve) => {
    producer.once('ready', resolve)
  })
  producer.connect().catch(() => {}) // tried again by the retry strategy until the limit
  try {
    await Promise.race([ready, failed])
  } catch (error) {
    producer.disconnect()
    throw error
  }
}
