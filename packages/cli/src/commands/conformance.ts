import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startServices } from '../testing/services.js'
import type { RunCommand } from './index.js'

/** Prints what every installed plugin keeps, or those named; ends with 1 when something is broken. */
export const conformance: RunCommand = async (args) => {
  const services = await startServices(() => {})
  try {
    const file = fileURLToPath(new URL('../conformance/print-matrix.js', import.meta.url))
    const env = { ...process.env, ...services.env }
    const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], { env, stdio: 'inherit' })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code ?? 1
  } finally {
    await services.stop()
  }
}
