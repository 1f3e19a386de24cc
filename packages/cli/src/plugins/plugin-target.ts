import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { OutsideError } from '@mamapu/kernel'
import type { PluginPlace } from './plugin-list.js'

/** What an operator asked to install: a folder of the repository as it is, or something for npm. */
export type PluginTarget =
  | { readonly kind: 'folder'; readonly from: string }
  | { readonly kind: 'package'; readonly spec: string; readonly source?: string }

const PACKAGE_SPEC = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*(@[a-z0-9.^~<>=|* -]+)?$/i

/** Paths are seen from where the operator stands, then from the top of the repository. A bare name is npm's. */
export function targetOf({ root, listFile }: PluginPlace, asked: string, standing: string): PluginTarget {
  const isTarball = /\.(tgz|tar\.gz)$/.test(asked)
  if (!isTarball && PACKAGE_SPEC.test(asked)) return { kind: 'package', spec: asked }
  const path = [resolve(standing, asked), resolve(root, asked)].find((one) =>
    existsSync(isTarball ? one : join(one, 'package.json')),
  )
  if (path === undefined)
    throw new OutsideError(
      'PLUGIN_NOT_FOUND',
      `没有这个目录（含 package.json）、.tgz 文件或 npm 包名:${asked} · there is no such folder (with a package.json), .tgz file or npm package name`,
    )
  const isBelow = path.startsWith(root + sep)
  const from = relative(root, path).split(sep).join('/')
  if (!isTarball && isBelow && from.includes('/') && !from.split('/').includes('node_modules'))
    return { kind: 'folder', from }
  // Below the top it is kept relative, so that what travels with the list is found on another machine.
  const source = isBelow ? relative(dirname(listFile), path).split(sep).join('/') : path
  return { kind: 'package', spec: path, source }
}
