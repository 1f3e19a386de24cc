import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { workspaceRoot } from '../workspace.js'
import { isFileWanted, type Primitive } from './primitives.js'
import { keepWanted, type PluginNames, renamed, wantedTexts } from './template.rules.js'

const TEMPLATE = join(workspaceRoot, 'packages', 'cli', 'plugin-template')
const SKIPPED = /^(?:dist|node_modules)(?:\/|$)|^tsconfig\.json$/

/** Files of the template by their path in it. */
function templateFiles(): ReadonlyMap<string, string> {
  const paths = readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(TEMPLATE.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((path) => !SKIPPED.test(path))
  return new Map(paths.map((path) => [path, readFileSync(join(TEMPLATE, path), 'utf8')]))
}

/** What the template's code says: its words are taken. */
export function templateSources(): readonly string[] {
  return [...templateFiles()].filter(([path]) => path.endsWith('.ts')).map(([, text]) => text)
}

/** Every file of a new plugin by its path in the plugin's folder. `up` leads from there to the top of the workspace. */
export function pluginFiles(
  names: PluginNames,
  wanted: ReadonlySet<Primitive>,
  up = '../..',
): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const [path, text] of templateFiles()) {
    if (!isFileWanted(path, wanted)) continue
    const isTexts = path.startsWith('locales/')
    const content = isTexts ? json(wantedTexts(text, wanted)) : keepWanted(text, wanted)
    if (content !== json({})) files.set(renamed(path, names), renamed(content, names))
  }
  files.set('package.json', json(packageOf(names)))
  files.set('tsconfig.json', json(projectOf(up)))
  files.set('tsconfig.test.json', json(testProjectOf(up)))
  return files
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`

function packageOf({ id, titleZh, titleEn }: PluginNames): object {
  return {
    name: `@mamapu-plugin/${id}`,
    version: '1.0.0',
    private: true,
    description: `${titleEn} ${titleZh}.`,
    license: 'UNLICENSED',
    type: 'module',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    dependencies: {
      '@mamapu/kernel': 'workspace:*',
      '@mamapu/pricing': 'workspace:*',
      '@mamapu/plugin-sdk': 'workspace:*',
      typebox: 'catalog:',
    },
    devDependencies: {
      '@mamapu/testkit': 'workspace:*',
      tap: 'catalog:',
      '@types/node': 'catalog:',
    },
  }
}

const BELOW = ['kernel', 'pricing', 'plugin-sdk']

function projectOf(up: string): object {
  return {
    extends: `${up}/tsconfig.json`,
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
    exclude: ['src/**/*.test.ts', 'src/conformance.samples.ts'],
    references: BELOW.map((name) => ({ path: `${up}/packages/${name}` })),
  }
}

function testProjectOf(up: string): object {
  return {
    extends: `${up}/tsconfig.json`,
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo.test' },
    include: ['src/**/*.test.ts', 'src/conformance.samples.ts'],
    references: [
      { path: './tsconfig.json' },
      ...[...BELOW, 'testkit'].map((name) => ({ path: `${up}/packages/${name}` })),
    ],
  }
}
