import type { Words } from '@mamapu/kernel'
import { OutsideError } from '@mamapu/kernel'

/** One line that names the plugin, what is wrong with it and what to do; the command ends with it. */
export function pluginFault(from: string, what: Words, cause?: unknown): OutsideError {
  const line = `插件 ${from}:${what['zh-CN']} · plugin ${from}: ${what.en}`
  return new OutsideError('PLUGIN_FAULT', line.replace(/\s+/g, ' '), { cause })
}
