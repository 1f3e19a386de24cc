import { posix } from 'node:path'
import type { Finding, LayerRule } from './rule.js'
import type { SourceFile } from './sources.js'

const BELOW_CORE = ['kernel', 'pricing', 'db', 'queue', 'plugin-sdk', 'theme-engine']
const ALL = [...BELOW_CORE, 'core', 'server', 'worker', 'cli']

/** Who may import whom (docs/architecture.md): package → packages of ours. Tests may use testkit as well. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  pricing: ['kernel'],
  db: ['kernel'],
  queue: ['kernel', 'db'],
  'plugin-sdk': ['kernel', 'pricing', 'db'],
  'theme-engine': ['kernel'],
  core: BELOW_CORE,
  server: ALL,
  worker: ALL,
  cli: ALL,
  admin: [],
  testkit: [...ALL, 'testkit'],
}
const MAY_LOAD_PLUGINS = new Set(['server', 'worker', 'cli'])
const PLUGIN_LAYERS = ['kernel', 'pricing', 'plugin-sdk']

/** The matrix of `npm run conformance` and `npm run soak` run what the suite runs outside of tests. */
const mayTest = ({ isTest, path }: SourceFile) =>
  isTest || /^packages\/cli\/src\/(conformance|soak)\//.test(path)

const isTs = (file: SourceFile) => file.kind === 'ts'

/** The package of ours an import names, `core`, or `plugin:coupons`; null for everything else. */
function ours(specifier: string): string | null {
  const match = /^@mamapu(-plugin)?\/([^/]+)/.exec(specifier)
  return match ? `${match[1] ? 'plugin:' : ''}${match[2]}` : null
}

function findImports(
  file: SourceFile,
  isWrong: (specifier: string, isTypeOnly: boolean) => boolean,
): Finding[] {
  return file.imports
    .filter(({ specifier, isTypeOnly }) => isWrong(specifier, isTypeOnly))
    .map(({ specifier, line }) => ({ line, what: `imports ${specifier}` }))
}

/** Where a relative import leads, from the top of the workspace; null for a package. */
function target(file: SourceFile, specifier: string): string | null {
  return specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : null
}

const isCoreDomainFile = (path: string) => /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1] ?? null

export const importRules: readonly LayerRule[] = [
  {
    name: 'package-layers',
    remedy:
      'Import only packages of a lower layer; move what both need down, or pass it in from the composition root.',
    appliesTo: (file) => isTs(file) && file.group === 'packages',
    find: (file) => {
      const allowed = [...(LAYERS[file.owner] ?? []), ...(mayTest(file) ? ['testkit'] : [])]
      return findImports(file, (specifier) => {
        const name = ours(specifier)
        return name !== null && !name.startsWith('plugin:') && name !== file.owner && !allowed.includes(name)
      })
    },
  },
  {
    name: 'plugin-imports',
    remedy:
      'A plugin lives by kernel, pricing and plugin-sdk alone: use its context (ctx), or add the ability to plugin-sdk for every plugin.',
    appliesTo: (file) => isTs(file) && file.group === 'plugins',
    find: (file) => {
      const allowed = [...PLUGIN_LAYERS, `plugin:${file.owner}`, ...(file.isTest ? ['testkit'] : [])]
      return findImports(file, (specifier) => {
        const name = ours(specifier)
        return name !== null && !allowed.includes(name)
      })
    },
  },
  {
    name: 'no-plugin-below',
    remedy:
      'Core and what lies below never know a plugin: offer a hook in plugin-sdk and let the plugin answer it.',
    appliesTo: (file) => isTs(file) && file.group === 'packages' && !MAY_LOAD_PLUGINS.has(file.owner),
    find: (file) => findImports(file, (specifier) => ours(specifier)?.startsWith('plugin:') === true),
  },
  {
    name: 'package-door',
    remedy:
      'Enter a package by its name (@mamapu/<name>), not by a path into its folder; export what you need from its index.',
    appliesTo: isTs,
    find: (file) =>
      findImports(file, (specifier) => {
        const path = target(file, specifier)
        if (path !== null) return !path.startsWith(`${file.folder}/`)
        // What a package's own tests are made with is shared through testkit alone.
        if (file.folder === 'packages/testkit' && /^@mamapu\/[^/]+\/testing$/.test(specifier)) return false
        return /^@mamapu(-plugin)?\/[^/]+\/./.test(specifier)
      }),
  },
  {
    name: 'domain-door',
    remedy: 'Enter a domain of core by its index.ts: export what others may use there, and nothing else.',
    appliesTo: (file) => isTs(file) && file.path.startsWith('packages/core/src/'),
    find: (file) =>
      findImports(file, (specifier) => {
        const path = target(file, specifier)
        const domain = path === null ? null : isCoreDomainFile(path)
        if (path === null || domain === null || domain === isCoreDomainFile(file.path)) return false
        return path !== `packages/core/src/${domain}/index.js`
      }),
  },
  {
    name: 'rules-import-rules',
    remedy:
      'A *.rules.ts is pure: import only kernel, pricing and other *.rules.ts or *.types.ts (types may come from anywhere); load facts in the use case and pass them in.',
    appliesTo: (file) => isTs(file) && /\.rules\.ts$/.test(file.path),
    find: (file) =>
      findImports(file, (specifier, isTypeOnly) => {
        if (isTypeOnly) return false
        if (specifier.startsWith('.')) return !/\.(rules|types)\.js$/.test(specifier)
        return !['@mamapu/kernel', '@mamapu/pricing'].includes(specifier)
      }),
  },
]
