import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { OutsideError } from '@mamapu/kernel'
import { startServices } from '../testing/services.js'
import type { RunCommand } from './index.js'

const ENTRIES = { min: 1000, usual: 100_000, max: 1_000_000 }

/**
 * `npm run soak [-- entries]`: what the suite does with thousands, with a hundred thousand or so many; one JSON line per step,
 * 1 when anything differs.
 */
export const soak: RunCommand = async ([wanted = String(ENTRIES.usual)]) => {
  const entries = Number(wanted)
  if (!Number.isSafeInteger(entries) || entries < ENTRIES.min || entries > ENTRIES.max)
    throw new OutsideError('SOAK_ENTRIES', `笔数 · entries: ${ENTRIES.min} … ${ENTRIES.max}`)
  const services = await startServices(() => {})
  try {
    const file = fileURLToPath(new URL('../soak/settlement-main.js', import.meta.url))
    const env = { ...process.env, ...services.env }
    const args = ['--enable-source-maps', file, String(entries)]
    const child = spawn(process.execPath, args, { env, stdio: 'inherit' })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code ?? 1
  } finally {
    await services.stop()
  }
}
