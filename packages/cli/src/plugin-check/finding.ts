import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Words } from '@mamapu/kernel'

/** Something about a plugin, with what to do about it; a hint does not fail the check. */
export interface PluginFinding {
  /** `plugins/x/src/index.ts:12` */
  readonly where: string
  readonly words: Words
  readonly isHint?: boolean
}

/** The plugin that is looked at: its folder from the top of the workspace, and the files in it that people write. */
export interface CheckedPlugin {
  readonly root: string
  readonly folder: string
  /** Texts by path in the folder, with slashes. */
  readonly files: ReadonlyMap<string, string>
}

export const said = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

const SKIPPED = new Set(['node_modules', 'dist', '.tap'])

export function readPlugin(root: string, folder: string): CheckedPlugin {
  const files = new Map<string, string>()
  const visit = (inside: string) => {
    for (const entry of readdirSync(join(root, folder, inside), { withFileTypes: true })) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) visit(path)
      else if (entry.isFile())
        files.set(path, readFileSync(join(root, folder, path.split('/').join(sep)), 'utf8'))
    }
  }
  visit('')
  return { root, folder, files }
}

/** Files of one kind by path. */
export function filesLike({ files }: CheckedPlugin, pattern: RegExp): readonly (readonly [string, string])[] {
  return [...files].filter(([path]) => pattern.test(path))
}

/** Where a text of a file is, for people to click on. */
export function placeOf({ folder }: CheckedPlugin, path: string, text = '', position = 0): string {
  return `${folder}/${path}:${text.slice(0, position).split('\n').length}`
}
