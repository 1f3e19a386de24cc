import { assetType } from '../../asset-types.js'
import { limits } from '../../limits.js'
import type { Finding, Rule } from '../rule.js'

function faultOf(path: string, bytes: Buffer): Finding | null {
  if (assetType(path) === null)
    return { file: path, zh: '不支持的文件类型。', en: 'This type of file is not served.' }
  if (bytes.length > limits.assetBytes)
    return { file: path, zh: '文件太大。', en: `Larger than ${limits.assetBytes} bytes.` }
  if (path.endsWith('.svg') && /<script|\son\w+\s*=|javascript:/i.test(bytes.toString('utf8'))) {
    return { file: path, zh: 'SVG 里不能有脚本。', en: 'An SVG holds no script.' }
  }
  return null
}

export const assets: Rule = {
  code: 'T030-assets',
  level: 'fatal',
  find: ({ files }) =>
    [...files].flatMap(([path, bytes]) => {
      const fault = path.startsWith('assets/') ? faultOf(path, bytes) : null
      return fault ? [fault] : []
    }),
}
