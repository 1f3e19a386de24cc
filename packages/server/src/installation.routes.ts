import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type App, http, staff } from '@mamapu/core'
import { must, OutsideError } from '@mamapu/kernel'
import { type JobQueue, LANES } from '@mamapu/queue'
import { Type } from 'typebox'
import { databaseCheck } from './health.js'

const { HTTP_ERRORS, Instant, NoBody, ProblemReply, refuse } = http

const Lane = Type.Object({
  lane: Type.String(),
  waiting: Type.Integer(),
  active: Type.Integer(),
  delayed: Type.Integer(),
  parked: Type.Integer(),
})
const Parked = Type.Object({
  key: Type.String(),
  job: Type.String(),
  id: Type.String(),
  storeId: Type.Union([Type.String(), Type.Null()]),
  reason: Type.String(),
  attempts: Type.Integer(),
  parkedAt: Instant,
})
const Queue = Type.Object({
  backend: Type.String(),
  /** False while it is away; then there is nothing to count. */
  isReachable: Type.Boolean(),
  lanes: Type.Array(Lane),
  parked: Type.Array(Parked),
})

interface InstallationDeps {
  readonly queue: Pick<JobQueue, 'backend' | 'counts' | 'failed' | 'retry'>
  /** What an operator should know though nothing is wrong. */
  readonly notes: readonly string[]
}

/** How this installation is doing, and another round for parked jobs; for operators, below `/api/platform/v1`. */
export function installationRoutes(app: App, { queue, notes }: InstallationDeps): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/operator/installation',
      {
        config: { audience: 'operator' },
        schema: {
          summary: '平台概况 What the installation stands on, its queue and its parked jobs',
          response: {
            200: Type.Object({
              notes: Type.Array(Type.String()),
              database: Type.String(),
              queue: Queue,
            }),
            default: ProblemReply,
          },
        },
      },
      async () => ({
        notes: [...notes],
        database: await databaseCheck(app).check(),
        queue: await lookAtQueue(queue),
      }),
    )
    server.post(
      '/operator/jobs/:key/retry',
      {
        config: { audience: 'operator' },
        schema: {
          summary: '重试任务 Give a parked job a new round of tries',
          params: Type.Object({ key: Type.String({ minLength: 1, maxLength: 200 }) }),
          body: NoBody,
          response: { 204: Type.Null(), default: ProblemReply },
        },
      },
      async (request, reply) => {
        const { key } = request.params
        try {
          if (!(await queue.retry(key))) return refuse(request, reply, HTTP_ERRORS, 'NOT_FOUND')
        } catch (error) {
          if (!(error instanceof OutsideError)) throw error
          return refuse(request, reply, HTTP_ERRORS, 'UNAVAILABLE')
        }
        const operatorId = must(request.staff, 'operator').staffId
        await staff.noteOperator(app.db, { operatorId, action: 'job.retried', subject: key, at: request.at })
        return reply.code(204).send(null)
      },
    )
  }
}

/** An operator looks here most of all when something is away: that is an answer too. */
async function lookAtQueue(queue: InstallationDeps['queue']) {
  const { backend } = queue
  try {
    const [counts, parked] = await Promise.all([queue.counts(), queue.failed()])
    return {
      backend,
      isReachable: true,
      lanes: LANES.map((lane) => ({ lane, ...counts[lane] })),
      parked: [...parked]
        .sort((a, b) => b.parkedAt.getTime() - a.parkedAt.getTime())
        .map(({ key, job, id, payload, reason, attempts, parkedAt }) => ({
          ...{ key, job, id, reason, attempts },
          storeId: payload.storeId ?? null,
          parkedAt: parkedAt.toISOString(),
        })),
    }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    return { backend, isReachable: false, lanes: [], parked: [] }
  }
}
