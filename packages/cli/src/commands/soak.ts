import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startServices } from '../testing/services.js'
import type { RunCommand } from './index.js'

/** `npm run soak`: what the suite does with thousands, with a hundred thousand; one JSON line per step, 1 when anything differs. */
export const soak: RunCommand = async () => {
  const services = await startServices(() => {})
  try {
    const file = fileURLToPath(new URL('../soak/settlement-main.js', import.meta.url))
    const env = { ...process.env, ...services.env }
    const child = spawn(process.execPath, ['--enable-source-maps', file], { env, stdio: 'inherit' })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code ?? 1
  } finally {
    await services.stop()
  }
}
