import { readFileSync } from 'node:fs'
import { must } from '@mamapu/kernel'
import type { LimitShape } from './limits-schema.js'
import { createLimits } from './limits-server.js'

/** The process ours is compared with; told what to do by its environment, ended by SIGTERM. */
const shapeFile = process.env.BENCH_LIMIT_SHAPE
const shape = shapeFile ? (JSON.parse(readFileSync(shapeFile, 'utf8')) as LimitShape) : null
const limits = createLimits(must(process.env.DATABASE_URL, 'DATABASE_URL is not set'), shape)
process.once('SIGTERM', () => void limits.close().then(() => process.exit(0)))
await limits.server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
