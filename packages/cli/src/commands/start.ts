import { OutsideError } from '@mamapu/kernel'
import { buildWeb, openProduct, runJobs } from '../product/compose.js'
import { readConfig } from '../product/config.js'
import type { RunCommand } from './index.js'

const CLOSE_MS = 15_000

/** Brings the product up and keeps it up until it is told to stop. */
export const start: RunCommand = async () => {
  const began = Date.now()
  const config = readConfig(process.env)
  const product = await openProduct(config, (line) => console.log(`  ${line}`))
  const worker = await runJobs(product)
  const web = config.role === 'worker' ? null : await buildWeb(product)
  try {
    await web?.listen({ port: config.port, host: process.env.BIND ?? '0.0.0.0' })
  } catch (error) {
    await product.close()
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new OutsideError(
      'PORT_TAKEN',
      `端口 ${config.port} 已被占用,换一个:PORT=3001 npm start · port ${config.port} is taken, choose another: PORT=3001 npm start`,
    )
  }
  announce(config.hosts.base, config.role, Date.now() - began)
  await toldToStop()
  console.log('正在收尾 · finishing what is in hand …')
  const timer = setTimeout(() => process.exit(1), CLOSE_MS)
  await web?.close()
  await worker?.stop()
  await product.close()
  clearTimeout(timer)
  return 0
}

function announce(base: string, role: string, took: number): void {
  console.log(`\n妈妈铺已就绪 · Mamapu is ready (${role}, ${(took / 1000).toFixed(1)} s)`)
  if (role !== 'worker')
    console.log(`\n  平台 platform   http://${base}\n  后台 console    http://${base}/admin/\n`)
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
}
