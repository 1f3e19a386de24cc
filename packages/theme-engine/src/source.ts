import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { limits } from './limits.js'
import type { Problem } from './problems.js'

/** The files of a theme by path with `/`, as read from disk: only plain files with plain names, within the limits. */
export interface ThemeFiles {
  readonly files: ReadonlyMap<string, Buffer>
  readonly problems: readonly Problem[]
}

const plainName = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,79}$/

function problem(code: string, file: string, zh: string, en: string): Problem {
  return { code, level: 'fatal', file, line: null, message: { zh, en } }
}

/** Reads a theme folder; what cannot be taken is left out and named. */
export function readThemeFiles(dir: string): ThemeFiles {
  const files = new Map<string, Buffer>()
  const problems: Problem[] = []
  let bytes = 0

  const visit = (folder: string) => {
    for (const name of readdirSync(join(dir, folder)).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`
      if (files.size >= limits.themeFiles) {
        problems.push(
          problem('T120-too-many-files', path, '文件太多。', `More than ${limits.themeFiles} files.`),
        )
        return
      }
      const stat = lstatSync(join(dir, path))
      if (!plainName.test(name) || stat.isSymbolicLink()) {
        problems.push(
          problem('T121-unsafe-path', path, '文件名不合规或是链接。', 'Odd file name, or a link.'),
        )
      } else if (stat.isDirectory()) {
        visit(path)
      } else if (bytes + stat.size > limits.themeBytes) {
        problems.push(problem('T122-too-large', path, '主题总大小超限。', 'The theme is too large in all.'))
      } else {
        bytes += stat.size
        files.set(path, readFileSync(join(dir, path)))
      }
    }
  }
  visit('')
  return { files, problems }
}
