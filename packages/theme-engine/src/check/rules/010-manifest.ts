import { limits } from '../../limits.js'
import type { Manifest, ThemeSetting } from '../../manifest.js'
import type { Finding, Rule } from '../rule.js'

const file = 'theme.json'

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function settingFaults(setting: ThemeSetting): string[] {
  const faults: string[] = []
  if (!/^[a-z][a-zA-Z0-9]{0,39}$/.test(setting?.key ?? ''))
    faults.push(`settings: odd key ${String(setting?.key)}`)
  if (!['boolean', 'text', 'select'].includes(setting?.type))
    faults.push(`settings.${setting?.key}: unknown type`)
  if (!isText(setting?.title?.['zh-CN']) || !isText(setting?.title?.en))
    faults.push(`settings.${setting?.key}: title`)
  if (typeof setting?.default !== (setting?.type === 'boolean' ? 'boolean' : 'string')) {
    faults.push(`settings.${setting?.key}: default`)
  }
  return faults
}

function faultsOf(manifest: Manifest): string[] {
  const faults: string[] = []
  if (!/^[a-z][a-z0-9-]{1,31}$/.test(String(manifest.id))) faults.push('id')
  if (!/^\d+\.\d+\.\d+$/.test(String(manifest.version))) faults.push('version')
  if (manifest.engine !== 1) faults.push('engine')
  if (!isText(manifest.name?.['zh-CN']) || !isText(manifest.name?.en)) faults.push('name')
  const sizes: unknown = manifest.imageSizes
  if (typeof sizes !== 'object' || sizes === null || !Object.values(sizes).every(isText))
    faults.push('imageSizes')
  if (!Array.isArray(manifest.settings)) return [...faults, 'settings']
  if (manifest.settings.length > limits.settings) faults.push(`settings: more than ${limits.settings}`)
  return [...faults, ...manifest.settings.flatMap(settingFaults)]
}

export const manifest: Rule = {
  code: 'T010-manifest',
  level: 'fatal',
  find: ({ manifest: read }): Finding[] => {
    if (!read)
      return [
        { file, zh: '缺少 theme.json,或它不是 JSON 对象。', en: 'theme.json is missing or no JSON object.' },
      ]
    return faultsOf(read).map((fault) => ({
      file,
      zh: `theme.json 有误:${fault}。`,
      en: `Wrong in theme.json: ${fault}.`,
    }))
  },
}
